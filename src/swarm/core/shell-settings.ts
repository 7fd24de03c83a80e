import { z } from "zod";
import { addressIn, isHostEntry } from "../../shell/core/host-list.ts";
import { isClosedAddress } from "../../shell/core/reachable.ts";

const MiB = z.int().min(16).max(16_777_216);

/** The key `shell` of the settings file: what the user lets an agent's shell see, reach and use. */
export const ShellSettings = z
  .strictObject({
    visible: z
      .array(z.string().regex(/^\//, "is not an absolute path"))
      .default([])
      .describe("Further absolute paths that agents' shells can read in bubblewrap"),
    env: z
      .array(z.string().regex(/^[^=\s]+$/, "is not the name of a variable"))
      .default([])
      .describe("Further environment variables that agents' shells inherit"),
    unixSockets: z
      .enum(["own", "none"])
      .default("own")
      .describe(
        "Unix sockets of agents' shells in bubblewrap: own: among the processes of a call; none: the kernel refuses every one but socketpair",
      ),
    network: z
      .strictObject({
        allowedDomains: z
          .array(
            z
              .string()
              .refine(isHostEntry, "is not a host, host:port, *.domain or *.domain:port")
              .refine(
                (entry) => !isClosedAddress(addressIn(entry) ?? ""),
                "is an address that no shell may reach (loopback, link-local, multicast, a cloud's data service)",
              ),
          )
          .optional()
          .describe(
            "The only hosts that the Commander's shell can reach in bubblewrap; absent: all, but none while OpenCode listens on a port",
          ),
      })
      .prefault({}),
    limits: z
      .strictObject({
        fileMiB: MiB.default(4096).describe("Largest file that a shell can write"),
        tmpMiB: MiB.default(4096).describe(
          "Size of each private folder in bubblewrap, half the memory at most",
        ),
        memoryMiB: z
          .int()
          .min(1024)
          .max(2 ** 24)
          .optional()
          .describe("Private memory of each process of a shell; absent: no limit"),
        processes: z
          .int()
          .min(64)
          .max(1_000_000)
          .default(4096)
          .describe("Processes and threads of one call in bubblewrap, not as root"),
      })
      .prefault({}),
  })
  .refine(({ unixSockets, network }) => unixSockets === "own" || !network.allowedDomains?.length, {
    path: ["network", "allowedDomains"],
    message: 'needs "unixSockets": "own", because the way to these hosts is a unix socket',
  })
  .prefault({});
