import { relative } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { installedScene } from "../../support/installed-scene.ts";
import type { TempRepo } from "../../support/temp-repo.ts";

const FILES = {
  ".gitignore": ".venv/\nbuild/\n__pycache__/\n",
  "src/core/__init__.py": 'ANSWER = "right"\n',
  "src/checks/test.py": 'import core, plain\nassert core.ANSWER == "right", core.__file__\n',
};
const QA = ".venv/bin/python src/checks/test.py";

const FINDER = (dir: string) => `import sys
MAPPING = {'core': '${dir}/src/core'}
def install():
    import importlib.util
    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name in MAPPING:
                return importlib.util.spec_from_file_location(name, MAPPING[name] + '/__init__.py')
    sys.meta_path.append(Finder)
`;

/** The way of each tool to make an install editable. */
const EDITABLE: Record<string, (repo: TempRepo, site: string) => Promise<void>> = {
  "a .pth file": (repo, site) => repo.write(`${site}/__editable__.core.pth`, `${repo.dir}/src\n`),
  "a relative .pth file": (repo, site) => repo.write(`${site}/core.pth`, "../../../../src\n"),
  "a .pth file with another name of the checkout": async (repo, site) => {
    await repo.link("../other", repo.dir);
    await repo.write(`${site}/core.pth`, `${repo.dir}/../other/src\n`);
  },
  "an egg-link": async (repo, site) => {
    await repo.write(`${site}/core.egg-link`, `${repo.dir}/src\n.`);
    await repo.write(`${site}/easy-install.pth`, `${repo.dir}/src\n`);
  },
  "a finder": async (repo, site) => {
    await repo.write(`${site}/__editable___core_finder.py`, FINDER(repo.dir));
    const start = "import __editable___core_finder; __editable___core_finder.install()";
    await repo.write(`${site}/__editable__.core.pth`, start);
  },
  "a link": (repo, site) => repo.link(`${site}/core`, `${repo.dir}/src/core`),
};

async function environment(repo: TempRepo, at = ".venv"): Promise<string> {
  await execa("python3", ["-m", "venv", "--without-pip", at], { cwd: repo.dir });
  const { stdout } = await execa(
    `${at}/bin/python`,
    ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
    { cwd: repo.dir },
  );
  const site = relative(repo.dir, stdout);
  await repo.write(`${site}/plain/__init__.py`, "");
  return site;
}

describe("QA imports an editable install from the tree under test", () => {
  test.each(Object.entries(EDITABLE))("%s", async (_name, install) => {
    const { tree, report, repo } = await installedScene(
      FILES,
      async (repo) => install(repo, await environment(repo)),
      QA,
    );
    await tree.write("src/core/__init__.py", 'ANSWER = "broken"\n');
    expect(await report()).toMatchObject({ code: "QA_FAILED" });
    await tree.write("src/core/__init__.py", 'ANSWER = "right"\nADDED = 1\n');
    await tree.write(
      "src/checks/test.py",
      `${FILES["src/checks/test.py"]}assert core.ADDED == 1\n`,
    );
    expect(await report()).toBeUndefined();
    expect(await repo.read("src/core/__init__.py")).toBe(FILES["src/core/__init__.py"]);
  });

  test("in an environment called venv", async () => {
    const files = { ...FILES, ".gitignore": "venv/\n__pycache__/\n" };
    const install = async (repo: TempRepo) =>
      repo.write(`${await environment(repo, "venv")}/core.pth`, `${repo.dir}/src\n`);
    const { tree, report } = await installedScene(files, install, QA.replace(".venv", "venv"));
    await tree.write("src/core/__init__.py", 'ANSWER = "broken"\n');
    expect((await report())?.why.en).toContain("AssertionError");
    await tree.write("src/core/__init__.py", 'ANSWER = "right"\n# new\n');
    expect(await report()).toBeUndefined();
  });

  test("by a launcher, in an environment that lies elsewhere", async () => {
    const { tree, report } = await installedScene(
      { ...FILES, ".gitignore": ".venv\n__pycache__/\n" },
      async (repo) => {
        const site = await environment(repo, "../elsewhere");
        await repo.link(".venv", "../elsewhere");
        await repo.write(`${site}/core.pth`, `${repo.dir}/src\n`);
        const launcher = `#!${repo.dir}/../elsewhere/bin/python\nimport runpy\nrunpy.run_path("src/checks/test.py")\n`;
        await repo.write("../elsewhere/bin/check", launcher.replace("repo/../", ""));
        await execa("chmod", ["+x", `${repo.dir}/../elsewhere/bin/check`]);
      },
      ".venv/bin/check",
    );
    await tree.write("src/core/__init__.py", 'ANSWER = "broken"\n');
    expect(await report()).toMatchObject({ code: "QA_FAILED" });
    await tree.write("src/core/__init__.py", 'ANSWER = "right"\n# new\n');
    expect(await report()).toBeUndefined();
  });
});
