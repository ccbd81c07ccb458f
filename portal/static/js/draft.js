// What is typed stays on the device until it is sent: one draft a form, and only for whoever typed it.
export const VALUES = ["title", "summary", "kind", "field", "field_text", "benefit", "applied", "applied_on", "confidential"];

export const valuesOf = (form) => {
  const typed = new FormData(form);
  return Object.fromEntries(VALUES.map((name) => [name, typed.get(name) ?? ""]));
};

export const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    for (const input of form.querySelectorAll(`[name="${name}"]`)) {
      if (input.type === "radio" || input.type === "checkbox") input.checked = input.value === value;
      else input.value = value;
    }
  }
  form.dispatchEvent(new Event("input"));
};

export const isTyped = (values) => VALUES.some((name) => values[name]);

export class Draft {
  constructor(form, path) {
    Object.assign(this, { form, path, key: null, timer: 0, account: form.dataset.account || null });
  }
  // Whether something typed before was put back: nobody else's, and nothing over what the page came with.
  async restore() {
    const known = await outbox.drafts.get(this.path).catch(() => null);
    const isTheirs = known && (known.account === null || known.account === this.account);
    if (!isTheirs || isTyped(valuesOf(this.form))) return false;
    this.key = known.key;
    fill(this.form, known.values);
    return true;
  }
  // The key of what will be sent is drawn when typing begins, so that two windows with one draft send it once.
  save() {
    this.key ??= crypto.randomUUID();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), 300);
  }
  write() {
    clearTimeout(this.timer);
    const draft = { path: this.path, key: this.key, account: this.account, values: valuesOf(this.form), at: Date.now() };
    return outbox.drafts.put(draft).then(() => this.tell(true), () => this.tell(false));
  }
  // Whether what is typed is kept, for the page to say so.
  tell() {}
  async forget() {
    clearTimeout(this.timer);
    this.key = null;
    await outbox.drafts.remove(this.path).catch(() => {});
  }
}
