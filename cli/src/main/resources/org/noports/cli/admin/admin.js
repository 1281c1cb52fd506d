"use strict";
// The page of np_admin: groups edited in place and saved at once, and the log as it grows.

const MOST_LINES = 1000;
const api = "api/policy/";
const token = rememberedToken();
let groups = [];
let chosen = null;

const byId = (id) => document.getElementById(id);

/** What stands behind #token= in the address, kept for this window only. */
function rememberedToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("token");
}

function status(text) {
  byId("status").textContent = text;
}

async function ask(method, path, body) {
  const headers = token ? { Authorization: "Bearer " + token } : {};
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(api + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body)
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(text);
  }
  return text ? JSON.parse(text) : null;
}

/** Does it, shows how it went, and shows what is stored then. */
async function act(what, work) {
  try {
    await work();
    status(what);
  } catch (e) {
    status("Not done: " + e.message);
  }
  await load();
}

async function load() {
  try {
    groups = await ask("GET", "group");
  } catch (e) {
    status("The groups cannot be read: " + e.message);
    return;
  }
  show();
}

const save = (group) =>
  act("Saved " + group.name, () => ask("PUT", "group/" + group.id, group));

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

/** A text that a double click (or Enter) makes editable. */
function editable(label, text, changed) {
  const edit = () => {
    const input = element("input", { "aria-label": label });
    input.value = text;
    let done = false;
    const finish = (keep) => {
      if (!done) {
        done = true;
        const value = input.value.trim();
        if (keep && value !== text) {
          changed(value);
        } else {
          show();
        }
      }
    };
    input.addEventListener("blur", () => finish(true));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        finish(event.key === "Enter");
      }
    });
    shown.replaceWith(input);
    input.focus();
  };
  const shown = element("span", {
    "data-edit": label, tabindex: "0", title: "double click to change", ondblclick: edit,
    onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); edit(); } }
  }, text || "\u2026");
  return shown;
}

function remover(what, work) {
  return element("button",
    { type: "button", class: "remove", "aria-label": "Remove " + what, onclick: work }, "\u2715");
}

function adder(label, work) {
  const input = element("input", { "aria-label": "New " + label, placeholder: "new " + label });
  return element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      if (input.value.trim()) {
        work(input.value.trim());
      }
    }
  }, input, element("button", {}, "Add"));
}

/** A list of texts of a group; every change saves the group. */
function texts(group, label, values) {
  const list = element("ul", {});
  values.forEach((value, i) => list.append(element("li", {},
    editable(label, value, (now) => {
      values.splice(i, 1, ...(now ? [now] : []));
      save(group);
    }),
    remover(label + " " + value, () => {
      values.splice(i, 1);
      save(group);
    }))));
  return [list, adder(label, (value) => {
    values.push(value);
    save(group);
  })];
}

/** Devices or groups of devices, with what is permitted at each. */
function permits(group, label, entries) {
  const all = entries.map((entry, i) => element("div", {},
    editable(label, entry.name, (now) => {
      entry.name = now;
      save(group);
    }),
    remover(label + " " + entry.name, () => {
      entries.splice(i, 1);
      save(group);
    }),
    element("div", { class: "permits" }, ...texts(group, "permit-open", entry.permitOpens))));
  return [...all, adder(label, (name) => {
    entries.push({ name, permitOpens: [] });
    save(group);
  })];
}

function show() {
  byId("groups").replaceChildren(...groups.map((group) => element("li", {},
    element("button", {
      type: "button", class: "choose",
      onclick: () => { chosen = group.id; show(); }
    }, group.name),
    " " + group.description + " ",
    remover("group " + group.name, () => {
      if (confirm("Delete the group " + group.name + "?")) {
        act("Deleted " + group.name, () => ask("DELETE", "group/" + group.id));
      }
    }))));
  const group = groups.find((one) => one.id === chosen);
  const place = byId("group");
  place.hidden = !group;
  if (!group) {
    return;
  }
  const field = (name) => editable(name, group[name], (now) => {
    group[name] = now;
    save(group);
  });
  const title = element("h2", { id: "group-name" }, "Group ", field("name"));
  const part = (text) => element("h3", {}, text);
  place.replaceChildren(title, element("p", {}, field("description")),
    part("Users"), ...texts(group, "user", group.userAtSigns),
    part("Device atSigns"), ...texts(group, "device atSign", group.daemonAtSigns),
    part("Devices"), ...permits(group, "device", group.devices),
    part("Device groups"), ...permits(group, "device group", group.deviceGroups));
}

function logLine(event) {
  const heartbeat = event.type === "DaemonHeartbeat";
  const what = heartbeat ? "heartbeat" : event.authorized ? "allowed" : "denied";
  const message = heartbeat ? ""
    : event.message + (event.permitOpen.length ? " [" + event.permitOpen.join(", ") + "]" : "");
  const cells = [new Date(event.timestamp).toLocaleString(), what, event.user || "", event.daemon,
    event.deviceName, event.deviceGroupName, message];
  const log = byId("log");
  log.prepend(element("tr", { class: what }, ...cells.map((text) => element("td", {}, text))));
  while (log.rows.length > MOST_LINES) {
    log.deleteRow(-1);
  }
}

/** Follows the log; after a break from the beginning, so that nothing is missing. */
async function follow() {
  const address = new URL(api + "events", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  if (token) {
    address.search = "token=" + encodeURIComponent(token);
  }
  const live = new WebSocket(address);
  live.onopen = async () => {
    byId("log").replaceChildren();
    (await ask("GET", "logs")).forEach(logLine);
    status("connected");
  };
  live.onmessage = (message) => logLine(JSON.parse(message.data));
  live.onclose = () => {
    status("not connected, trying again");
    setTimeout(follow, 3000);
  };
}

byId("new-group").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("new-name").value.trim();
  act("Created " + name, async () => {
    chosen = (await ask("POST", "group", {
      name, description: "", userAtSigns: [], daemonAtSigns: [], devices: [], deviceGroups: []
    })).id;
    byId("new-name").value = "";
  });
});
load();
follow();
