"""Topics that have their name, partitions, retention and rights, and neither schema nor reader yet.

They are created with the others, so that a version that reads them finds them before one that publishes there.
"""

from shared.events.topics import Kept, Topic

LETTERHEADS = Topic("sangkien.letterheads.v1", partitions=1, kept=Kept.COMPACTED, source="/submission")
COLLECTIVES = Topic("sangkien.collectives.v1", partitions=1, kept=Kept.FOR_EVER, source="/review")
PROGRESS = Topic("sangkien.progress.v1", partitions=12, kept=Kept.COMPACTED, source="/ranking")
WORKLOAD = Topic("sangkien.workload.v1", partitions=1, kept=Kept.COMPACTED, source="/review")
