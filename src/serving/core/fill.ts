/** Text by name; a list is written once for each of its entries. */
export type Values = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>;

/**
 * A template with `{{name}}` replaced, and the lines from `{{#list}}` to `{{/list}}` repeated. Throws an Error for
 * a name without a value: a template is ours.
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
