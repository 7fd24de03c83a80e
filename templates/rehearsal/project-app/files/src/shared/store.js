/** The columns of the board, in the order a card travels. */
export const COLUMNS = [
  { id: "todo", name: "To do" },
  { id: "doing", name: "In progress" },
  { id: "review", name: "Review" },
  { id: "done", name: "Done" },
];

/**
 * Everything the application knows, in memory, and the events features exchange.
 * Tables, fields and event names are listed in docs/contract.md.
 */
export function createStore(tables) {
  const records = new Map(
    Object.entries(tables).map(([name, rows]) => [name, new Map(rows.map((row) => [row.id, row]))]),
  );
  const listeners = new Map();
  let lastId = 0;

  return {
    all: (table) => [...records.get(table).values()],
    get: (table, id) => records.get(table).get(id),

    /** Adds a record with a fresh `id` and, unless given, the time `at`. */
    insert(table, fields) {
      lastId += 1;
      const record = { at: new Date().toISOString(), ...fields, id: `${table}-n${lastId}` };
      records.get(table).set(record.id, record);
      return record;
    },

    update(table, id, changes) {
      return Object.assign(records.get(table).get(id), changes);
    },

    /** Returns the function that ends the subscription. */
    on(event, listener) {
      const subscribed = listeners.get(event) ?? new Set();
      listeners.set(event, subscribed.add(listener));
      return () => subscribed.delete(listener);
    },

    emit(event, payload) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener(payload);
    },
  };
}
