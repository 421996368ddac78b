/** Who may use this service, for admins. */
import { changeUser, listUsers } from "../api/users.js";
import { session } from "../api/session.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { counted, moment } from "../format.js";
import { newUserForm, passwordDialog } from "../admin/user-forms.js";
import { notify } from "../parts/notices.js";
import { pager } from "../parts/pager.js";
import { searchField } from "../parts/search-field.js";

const PAGE = 50;

/** @param {import("../router.js").Place} place */
export function showUsers({ root, signal }) {
  const asked = { q: "", page: 1 };
  const list = h("ul", { class: "users", "aria-label": "Users" });
  const foot = h("div", {});
  const count = h("p", { class: "list-count" });
  const search = searchField(
    { placeholder: "Search by name", "aria-label": "Search users by name" },
    (q) => load({ q, page: 1 }),
    signal,
  );
  fill(
    root,
    h(
      "div",
      { class: "list-head list-head-first" },
      h("div", {}, h("h1", {}, "Users"), count),
      h("div", { class: "list-controls" }, search),
    ),
    list,
    foot,
    newUserForm(load),
  );
  return load();

  async function load(change = {}) {
    Object.assign(asked, change);
    try {
      const skip = (asked.page - 1) * PAGE;
      const { users, total } = await listUsers({ q: asked.q, skip, limit: PAGE }, signal);
      fill(
        list,
        ...(users.length ? users.map(row) : [h("li", { class: "empty" }, "No user has this name.")]),
      );
      count.textContent = counted(total, "user");
      fill(
        foot,
        pager({ page: asked.page, pages: Math.ceil(total / PAGE) }, (page) => load({ page })),
      );
    } catch (error) {
      if (!wasStopped(error))
        fill(list, h("li", { class: "empty" }, h("p", { role: "alert" }, wordsOf(error))));
    }
  }

  function row(user) {
    const { id, username, disabled } = user;
    const own = id === session.user?.id;
    return h(
      "li",
      { class: disabled ? "user user-disabled" : "user" },
      h(
        "div",
        { class: "user-main" },
        h("p", { class: "user-name" }, username, own && h("span", { class: "hint" }, " (you)")),
        h(
          "p",
          { class: "hint" },
          `since ${moment(user.created_at)}${disabled ? " · cannot log in" : ""}`,
        ),
      ),
      role(user, own),
      h(
        "button",
        {
          class: "button button-small",
          type: "button",
          "aria-label": `New password for ${username}`,
          onclick: () => passwordDialog(user),
        },
        "Password",
      ),
      h(
        "button",
        {
          class: "button button-small",
          type: "button",
          disabled: own,
          "aria-label": `${disabled ? "Admit" : "Shut out"} ${username}`,
          onclick: () => change(user, { disabled: !disabled }),
        },
        disabled ? "Admit" : "Shut out",
      ),
    );
  }

  function role(user, own) {
    const select = h(
      "select",
      {
        "aria-label": `Role of ${user.username}`,
        disabled: own,
        onchange: () => change(user, { role: select.value }),
      },
      ["user", "admin"].map((value) =>
        h("option", { value, selected: value === user.role }, value === "admin" ? "Admin" : "User"),
      ),
    );
    return select;
  }

  async function change({ id, username }, values) {
    try {
      await changeUser(id, values);
      notify(`${username} is changed.`);
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
    load();
  }
}
