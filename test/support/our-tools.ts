import { z } from "zod";
import { deliveryTools } from "../../src/swarm/opencode/tools/delivery.ts";
import { designTools } from "../../src/swarm/opencode/tools/design.ts";
import { reportTools } from "../../src/swarm/opencode/tools/report.ts";
import { workerTools } from "../../src/swarm/opencode/tools/workers.ts";

const noProject = () => Promise.reject(new Error("no call is made"));

/** All tools of ours, for their arguments alone. */
export const OUR_TOOLS = {
  ...designTools(noProject),
  ...workerTools(noProject),
  ...deliveryTools(noProject),
  ...reportTools(noProject),
};

export function schemaOf(tool: string): z.ZodObject {
  return z.object(OUR_TOOLS[tool]?.args as unknown as z.ZodRawShape);
}
