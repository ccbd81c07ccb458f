// Random histories of tabs, crashes, accounts and a server that loses requests and answers: after each, once everybody
// came back online, nothing that was written is lost, and nothing was made twice or for another account.
import { pathToFileURL } from "node:url";

const { HELD, SENT, WAITING, bind, edit, keep, remove, replay, undo } = await import(pathToFileURL(process.argv[2]));
const runs = Number(process.argv[3]);
const firstSeed = Number(process.argv[4]);
const ACCOUNTS = ["ánh", "bình"];

class Gone extends Error {}

// mulberry32: small, seeded, good enough to choose what happens next.
const randomOf = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

class World {
  constructor(seed) {
    this.random = randomOf(seed);
    this.records = new Map();
    this.made = new Map();
    this.account = null;
    this.online = true;
    this.time = 0;
    this.lock = null;
    this.hasLocks = this.random() < 0.7;
    this.keys = 0;
    this.written = new Map();
    this.removed = new Set();
    this.waiting = [];
  }
  chance(share) {
    return this.random() < share;
  }
  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }
  // Everything that waits goes on in an order drawn by the seed.
  step() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
  async run() {
    while (this.waiting.length) {
      this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1)[0]();
      await new Promise(setImmediate);
    }
  }
}

class Tab {
  constructor(world) {
    this.world = world;
    this.alive = true;
  }
  async tick() {
    await this.world.step();
    if (this.world.chance(this.deadly ? 0.04 : 0)) this.alive = false;
    if (!this.alive) throw new Gone();
  }
  get store() {
    const { records } = this.world;
    const tick = () => this.tick();
    const copy = (record) => record && structuredClone(record);
    return {
      all: async () => (await tick(), [...records.values()].map(copy)),
      get: async (key) => (await tick(), copy(records.get(key))),
      add: async (record) => (await tick(), records.has(record.key) ? false : Boolean(records.set(record.key, copy(record)))),
      change: async (key, rev, changes) => {
        await tick();
        const known = records.get(key);
        return known && known.rev === rev ? Boolean(records.set(key, { ...known, ...copy(changes), rev: rev + 1 })) : false;
      },
      remove: async (key, rev) => (await tick(), records.get(key)?.rev === rev && records.delete(key)),
    };
  }
  async send(record) {
    const { world } = this;
    await this.tick();
    if (!world.online || world.chance(0.15)) return { kind: "away" };
    const answer = world.serve(record);
    await this.tick(); // the tab may end between the server's act and its answer
    return world.online && !world.chance(0.15) ? answer : { kind: "away" };
  }
  async replay() {
    const { world } = this;
    await this.tick();
    if (world.hasLocks && world.lock?.alive) return;
    world.lock = this;
    try {
      await replay(this.store, (record) => this.send(record), { account: world.account, now: world.time });
    } finally {
      if (world.lock === this) world.lock = null;
    }
  }
}

World.prototype.serve = function (record) {
  if (this.account === null) return { kind: "signin" };
  if (this.account !== record.account) return { kind: "other" };
  const known = this.made.get(record.key);
  if (!known) {
    if (record.body.includes("sai")) return { kind: "fix", problem: "sai" };
    this.made.set(record.key, { account: this.account, body: record.body, times: 1 });
    return { kind: "made", page: `/cua-toi/${record.key}`, receipt: "SK" };
  }
  if (known.account !== this.account) {
    known.times += 1; // keys are an account's own: the services would make it a second time
    return { kind: "made", page: "/", receipt: "SK" };
  }
  return { kind: known.body === record.body ? "made" : "reused", page: `/cua-toi/${record.key}`, receipt: "SK" };
};

const ACTS = {
  async write(world, tab) {
    const key = `k${(world.keys += 1)}`;
    const body = world.chance(0.2) ? `${key} sai` : key;
    world.written.set(key, { bodies: [body], account: null });
    const account = world.chance(0.6) ? world.account : null;
    world.written.get(key).account = account;
    const state = world.chance(0.5) ? HELD : WAITING;
    const record = { key, body, account, state, hold: world.time + 8, at: world.time, path: "/g/p/u" };
    const kept = await keep(tab.store, record).catch((error) => {
      world.written.delete(key); // the tab ended before it was down, and never said that it was
      throw error;
    });
    if (kept !== "kept") throw new Error(`${key} was ${kept}`);
    if ((await keep(tab.store, record)) === "kept" && !world.removed.has(key)) throw new Error(`${key} was kept twice`);
  },
  async edit(world, tab) {
    const record = world.pick(await tab.store.all());
    if (!record?.body) return;
    const body = `${record.key} ${world.random()}`;
    if (await edit(tab.store, record, body)) world.written.get(record.key).bodies.push(body);
  },
  async bind(world, tab) {
    const record = world.pick((await tab.store.all()).filter((one) => one.account === null));
    if (!record || world.account === null) return;
    const account = world.account;
    if (await bind(tab.store, record, account)) world.written.get(record.key).account = account;
  },
  async remove(world, tab) {
    const record = world.pick(await tab.store.all());
    if (record && world.chance(0.2) && (await remove(tab.store, record))) world.removed.add(record.key);
  },
  async undo(world, tab) {
    const record = world.pick((await tab.store.all()).filter((one) => one.state === HELD));
    if (!record || !(await undo(tab.store, record.key))) return;
    world.removed.add(record.key);
    if (world.made.has(record.key)) throw new Error(`${record.key} was made and then undone`);
  },
  replay: (world, tab) => tab.replay(),
  async account(world) {
    world.account = world.pick([null, ...ACCOUNTS]);
  },
  async network(world) {
    world.online = !world.online;
  },
  async wait(world) {
    world.time += 5;
  },
};

const play = async (seed) => {
  const world = new World(seed);
  const names = Object.keys(ACTS);
  for (let round = 0; round < 10; round += 1) {
    const acts = Array.from({ length: 7 }, () => {
      const tab = new Tab(world);
      tab.deadly = true;
      const name = world.chance(0.3) ? "replay" : world.pick(names);
      return ACTS[name](world, tab).catch((error) => {
        if (!(error instanceof Gone)) throw error;
      });
    });
    await world.run();
    await Promise.all(acts);
  }
  await comeBack(world);
  check(world);
  return world;
};

// Everybody comes back: what is nobody's is taken on, what was refused is corrected, all is sent.
const comeBack = async (world) => {
  world.online = true;
  world.time += 1000;
  world.random = Object.assign(() => 0.5, {});
  const tab = new Tab(world);
  const acting = (async () => {
    for (const account of ACCOUNTS) {
      world.account = account;
      for (const record of await tab.store.all()) {
        if (record.account === null && (await bind(tab.store, record, account))) world.written.get(record.key).account = account;
      }
      await tab.replay();
      for (const record of await tab.store.all()) {
        if (record.state !== "fix" || record.account !== account) continue;
        world.written.get(record.key).bodies.push(`${record.key} đúng`);
        await edit(tab.store, record, `${record.key} đúng`);
      }
      await tab.replay();
    }
  })();
  await world.run();
  await acting;
};

const check = (world) => {
  const fail = (key, why) => {
    throw new Error(`${key}: ${why} ${JSON.stringify({ record: world.records.get(key), made: world.made.get(key), written: world.written.get(key) })}`);
  };
  for (const [key, { bodies, account }] of world.written) {
    const made = world.made.get(key);
    const record = world.records.get(key);
    if (made && made.times !== 1) fail(key, "was made twice");
    if (made && made.account !== account && !world.removed.has(key)) fail(key, "was made for another account");
    if (world.removed.has(key)) continue;
    if (!made) fail(key, "was lost");
    if (record?.state !== SENT) fail(key, "was made and is not shown as sent");
    if (!bodies.includes(made.body)) fail(key, "was made as nobody wrote it");
    if (made.body !== bodies.at(-1) && record.later !== bodies.at(-1)) fail(key, "its last words are gone");
  }
};

const figures = { runs: 0, made: 0, later: 0, removed: 0 };
for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
  const world = await play(seed).catch((error) => {
    throw new Error(`seed ${seed}: ${error.message}`);
  });
  figures.runs += 1;
  figures.made += world.made.size;
  figures.removed += world.removed.size;
  figures.later += [...world.records.values()].filter((record) => record.later).length;
}
console.log(JSON.stringify(figures));
