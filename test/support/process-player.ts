import { run } from "../../src/kit/process/run.ts";
import { SCENES, type SceneName } from "./process-scenes.ts";

// A separate process that plays one scene and prints the result, or holds a program until its own end.
const [, , name = "", group = ""] = process.argv;

if (name === "hold") {
  process.stdin.once("data", () => process.exit(0));
  await run({
    argv: ["bash", "-c", group === "group" ? "sleep 60 & echo $!; wait" : "echo $$; exec sleep 60"],
    env: { PATH: "/usr/bin:/bin" },
    group: group === "group",
    endWithUs: true,
    onOutput: (chunk) => process.stdout.write(chunk),
  });
} else process.stdout.write(JSON.stringify(await SCENES[name as SceneName]()));
