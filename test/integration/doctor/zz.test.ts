import { test } from "vitest";
test("x", async () => {
  process.stderr.write(`scene\n`);
  await import(`../../support/doctor-scene.ts`);
  await import(`../../support/setup-scene.ts`);
  process.stderr.write(`parts\n`);
  await import(`../../../src/setup/default-install-steps.ts`);
  process.stderr.write(`sc\n`);
  await import(`../../../src/doctor/core/settings-checks.ts`);
  await import(`../../../src/doctor/core/egress-checks.ts`);
  process.stderr.write(`doctor\n`);
  await import(`../../../src/doctor/doctor.ts`);
  process.stderr.write(`stand\n`);
  await import(`../../support/doctor-stand.ts`);
  process.stderr.write(`done\n`);
});
