/** Turns what happens in the other features into notifications. */
export function watch(store) {
  store.on("message.posted", ({ message }) => {
    const author = store.get("people", message.author);
    for (const person of message.mentions.filter((id) => id !== author.id)) {
      notify(store, { person, text: `${author.name} mentioned you in the chat`, href: "/chat" });
    }
  });

  store.on("card.move", ({ card, from, to, by }) => {
    if (to !== "done" || from === to || card.assignee === by) return;
    notify(store, { person: card.assignee, text: `${card.title} is done`, href: "/board" });
  });
}

/** What one person was told, newest first. */
export function inbox(store, person) {
  const items = store
    .all("notifications")
    .filter((item) => item.person === person)
    .sort((a, b) => b.at.localeCompare(a.at));
  return { items, unread: items.filter((item) => !item.read).length };
}

export function markAllRead(store, person) {
  for (const { id } of inbox(store, person).items) {
    store.update("notifications", id, { read: true });
  }
  store.emit("notifications.read", { person });
}

function notify(store, fields) {
  const notification = store.insert("notifications", { ...fields, read: false });
  store.emit("notification.created", { notification });
}
