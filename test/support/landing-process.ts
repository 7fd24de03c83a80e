import { createGit } from "../../src/git/create-git.ts";
import type { LandRequest } from "../../src/git/port.ts";

// A separate process, which a test kills: lands the request in its first argument, or settles without one.
const [top = "", request] = process.argv.slice(2);
const git = createGit({ env: process.env });
const done = request
  ? await git.land(JSON.parse(request) as LandRequest)
  : await git.settleLanding(top);
console.log(JSON.stringify(done));
