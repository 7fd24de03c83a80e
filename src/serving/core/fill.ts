/** Texts by name; a list is written once per entry. */
export type Values = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>;

/**
 * Replaces `{{name}}` and repeats the lines from `{{#list}}` to `{{/list}}`. Throws an Error for a
 * name without a value, since all templates are ours.
 */
export function filled(template: string, values: Values): string {
  const repeated = template.replace(
    /^\{\{#(\w+)\}\}\n([\s\S]*?)^\{\{\/\1\}\}\n/gm,
    (_, name: string, body: string) => {
      const list = values[name];
      if (!Array.isArray(list)) throw new Error(`no list ${name} for the template`);
      return list.map((entry) => filled(body, { ...values, ...entry })).join("");
    },
  );
  return repeated.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (typeof value !== "string") throw new Error(`no value ${name} for the template`);
    return value;
  });
}
