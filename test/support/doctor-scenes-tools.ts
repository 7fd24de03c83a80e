import type { Step } from "../../src/scripted-model/script.ts";
import type { Answers } from "./doctor-scene.ts";
import { again, bad, FLAGS, restarted } from "./doctor-scenes-server.ts";
import type { Scene, Scenes } from "./doctor-stand.ts";

const LEAK: Step = { text: "<tool_call>\n<function=read>" };
const parserless = (probe: keyof Answers) =>
  restarted("no parser for tool calls", FLAGS, (stand) => bad(stand, { [probe]: LEAK }));
/** The model does something else once. */
const slip = (probe: keyof Answers): Scene => ({
  name: "the model did something else",
  fix: "command",
  printed: "oh-my-qwencoder doctor server.tools --verbose",
  async make(stand) {
    await bad(stand, { [probe]: { calls: [{ tool: "bash", args: {} }] } });
    // Such an answer was chance.
    stand.between = () => again(stand);
  },
});

export const TOOLS: Scenes = {
  "server.tools.required": [
    parserless("required"),
    restarted("a value outside the schema", "--tool-strict-level parameter", (stand) =>
      bad(stand, { required: { calls: [{ tool: "set_mode", args: { mode: "x" } }] } }),
    ),
  ],
  "server.tools.auto": [parserless("auto"), slip("auto")],
  "server.tools.pair": [parserless("pair"), slip("pair")],
  "server.tools.arguments": [parserless("arguments"), slip("arguments")],
};
