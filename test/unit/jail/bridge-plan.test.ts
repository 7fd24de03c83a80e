import { expect, test } from "vitest";
import { bridgePlan } from "../../../src/jail/core/bridge-plan.ts";

test("a loopback server keeps its address and needs no name", () => {
  const plan = bridgePlan([
    "http://127.0.0.1:8001/v1",
    "http://localhost:8002/v1",
    "http://[::1]:1",
  ]);
  expect(plan.crossings).toEqual([
    crossing("127.0.0.1", 8001, "127.0.0.1", "0.sock"),
    crossing("localhost", 8002, "127.0.0.1", "1.sock"),
    crossing("::1", 1, "::1", "2.sock"),
  ]);
  expect(plan).toMatchObject({ hosts: "127.0.0.1 localhost\n", addresses: [] });
});

test("each name leads to an address of its own, so that two servers may have one port", () => {
  const plan = bridgePlan(["http://gpu-1:8001/v1", "http://gpu-2:8001/v1", "https://gpu-1/v1"]);
  expect(plan.crossings).toEqual([
    crossing("gpu-1", 8001, "127.0.1.1", "0.sock"),
    crossing("gpu-2", 8001, "127.0.1.2", "1.sock"),
    crossing("gpu-1", 443, "127.0.1.1", "2.sock"),
  ]);
  expect(plan.hosts).toBe("127.0.0.1 localhost\n127.0.1.1 gpu-1\n127.0.1.2 gpu-2\n");
  expect(plan.addresses).toEqual([]);
});

test("a number becomes an address of the jail's loopback, once", () => {
  const plan = bridgePlan([
    "http://10.0.0.5:80/v1",
    "http://10.0.0.5:81/v1",
    "http://[fd00::7]:1/",
  ]);
  expect(plan.addresses).toEqual(["10.0.0.5", "fd00::7"]);
  expect(plan.hosts).toBe("127.0.0.1 localhost\n");
});

test("two addresses below one host and port share a bridge", () => {
  expect(bridgePlan(["http://gpu:8001/v1", "http://GPU:8001/other"]).crossings).toHaveLength(1);
});

function crossing(host: string, port: number, address: string, socket: string) {
  return { server: { host, port }, inside: { address, port }, socket };
}
