"""`make fuzz`: requests made from the OpenAPI documents."""
