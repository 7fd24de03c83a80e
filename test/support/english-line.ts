/** Programs whose command lines people read as they are typed. */
const COMMANDS =
  /^(?:\$ )?(?:git|npm|npx|node|opencode|oh-my-qwencoder|export|sudo|apt|rm|mv|mkdir|cd)\b/;

/**
 * True for a line of a Korean screen that is an English sentence: no Hangul, and three words in a row. Command lines,
 * paths, names and JSON are none.
 */
export function isEnglishLine(line: string): boolean {
  const text = line.replace(/^[\s→✗✓!?–·>-]+/u, "");
  if (/\p{Script=Hangul}/u.test(text) || COMMANDS.test(text)) return false;
  return /(?:^|[\s("'])[A-Za-z][a-z']+(?:,? [A-Za-z][a-z']*){2}/.test(text);
}
