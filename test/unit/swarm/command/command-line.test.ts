import { describe, expect, test } from "vitest";
import { commitAttempt } from "../../../../src/swarm/core/command/command-line.ts";

const ATTEMPTS: [command: string, verb: string][] = [
  ["git commit -m x", "commit"],
  ["git -C ../repo commit -am x", "commit"],
  ["git -c user.name=x -c user.email=y commit -m x", "commit"],
  ["git --git-dir=.git --work-tree . commit -m x", "commit"],
  ["sh -c 'git commit -m x'", "commit"],
  ['bash -lc "cd src && git commit -m \\"x\\""', "commit"],
  ["g''it com\"m\"it -m x", "commit"],
  ["\\git commit -m x", "commit"],
  ["gi\\\nt commit", "commit"],
  ["/usr/bin/git commit -m x", "commit"],
  ["command git commit", "commit"],
  ["env -i PATH=/usr/bin git commit -m x", "commit"],
  ["FOO=1 git commit", "commit"],
  ["timeout 5 git commit", "commit"],
  ["nohup nice -n 5 git commit &", "commit"],
  ["npm test && git commit -m x", "commit"],
  ["npm test; git commit -m x", "commit"],
  ["npm test\ngit commit -m x", "commit"],
  ["echo $(git commit -m x)", "commit"],
  ['echo "done: $(git commit -m x)"', "commit"],
  ["echo `git commit -m x`", "commit"],
  ["(cd a && git commit)", "commit"],
  ["if true; then git commit; fi", "commit"],
  ["f() { git commit; }; f", "commit"],
  ["eval git commit", "commit"],
  ["echo x | xargs git commit -m", "commit"],
  ["echo commit | xargs git", "xargs git"],
  ["echo 'git commit -m x' | sh", "commit"],
  ["bash <<'EOF'\ngit commit -m x\nEOF", "commit"],
  ["bash <<< 'git commit -m x'", "commit"],
  ["find . -maxdepth 0 -exec git commit -m x ;", "commit"],
  ['python3 -c \'import subprocess; subprocess.run(["git","commit","-m","x"])\'', "commit"],
  ['node -e \'require("child_process").execSync("git commit -m x")\'', "commit"],
  ["python3 - <<EOF\nimport os; os.system('git commit -m x')\nEOF", "commit"],
  ["git submodule foreach 'git commit -m x'", "commit"],
  ["git commit --no-verify", "commit"],
  ["git stash --no-verify", "--no-verify"],
  ["git -c core.hooksPath=/dev/null status", "-c core.hooksPath"],
  ["git -c alias.ci=commit ci", "-c alias.ci"],
  ["git config core.hooksPath /dev/null", "config"],
  ["git config --unset core.hooksPath", "config"],
  ["git config alias.ci commit", "config"],
  ["GIT_CONFIG_COUNT=0 git add .", "GIT_CONFIG"],
  ["unset GIT_CONFIG_COUNT; npm test", "GIT_CONFIG"],
  ["env -u GIT_CONFIG_COUNT npm test", "GIT_CONFIG"],
  ["git commit-tree HEAD^{tree}", "commit-tree"],
  ["git update-ref refs/heads/main abc", "update-ref"],
  ["git cherry-pick abc", "cherry-pick"],
  ["git revert HEAD", "revert"],
  ["git am < x.patch", "am"],
  ["git merge topic", "merge"],
  ["git rebase main", "rebase"],
  ["git pull", "pull"],
  ["git push origin main", "push"],
  ["git reset --hard HEAD~1", "reset"],
  ["git reset --hard", "reset"],
  ["git reset HEAD~1", "reset"],
  ["git reset 1a2b3c4", "reset"],
  ["git branch -f main HEAD~1", "branch"],
  ["git branch -D topic", "branch"],
  ["git checkout -B main", "checkout"],
  ["git checkout main", "checkout"],
  ["git switch main", "switch"],
  ["git symbolic-ref HEAD refs/heads/x", "symbolic-ref"],
  ["git filter-branch -f", "filter-branch"],
  ["git replace a b", "replace"],
  ["git fast-import < dump", "fast-import"],
  ["git worktree add ../x", "worktree"],
  ["git worktree remove ../x", "worktree"],
  ["git tag -f v1", "tag"],
  ["echo abc > .git/refs/heads/main", "writing into .git"],
  ["printf x >>.git/config", "writing into .git"],
  ["cat x | tee ../main/.git/HEAD", "writing into .git"],
  ["cp hook .git/hooks/pre-commit", "writing into .git"],
  ["rm -rf .git", "writing into .git"],
  ["sed -i s/a/b/ .git/config", "writing into .git"],
];

const HARMLESS: string[] = [
  'echo "git commit"',
  "echo git commit",
  "echo 'run: git push' >> README.md",
  "printf 'git commit\\n' > notes.md",
  "grep -r 'git commit' docs",
  "rg 'git (commit|push)' src",
  "git log --grep commit",
  "git log --oneline -5 -- src/commit.ts",
  "git log -S 'git push'",
  "npm run commit-lint",
  "npx commitlint --from HEAD~1",
  "git status --short",
  "git add .",
  "git add -N src/new.ts",
  "git diff $(git merge-base HEAD main)",
  "git diff merge-base",
  "git diff --stat HEAD~1",
  "git show HEAD:src/push.ts",
  "git merge-base HEAD main",
  "git merge-tree a b c",
  "git stash",
  "git branch --list",
  "git branch topic",
  "git tag v1",
  "git reset",
  "git reset HEAD src/a.ts",
  "git reset -- src/a.ts",
  "git checkout -- src/a.ts",
  "git checkout src/a.ts",
  "git worktree list",
  "git config --get core.hooksPath",
  "git config user.name",
  "git config core.hooksPath",
  "git symbolic-ref HEAD",
  "git commit --dry-run",
  "git rev-parse HEAD",
  "cat .git/config",
  "cp .git/config copy",
  "cat .git/HEAD > head.txt",
  "echo x > .gitignore",
  "mkdir -p .github/workflows && echo x > .github/workflows/ci.yml",
  "sed -n 1,5p .git/config",
  "cat <<'EOF' > doc.md\ngit commit -m x\nEOF",
  "# git commit\nls",
  "ls; # git push",
  "python3 -c 'print(1)'",
  "python3 scripts/git_commit_stats.py",
  "node --test test/commit.test.ts",
  "find . -name 'git' -o -name commit",
  "npm test -- -t 'git commit is refused'",
  "echo $GIT commit",
];

describe("commitAttempt", () => {
  test.each(ATTEMPTS)("%j is an attempt: %s", (command, verb) => {
    expect(commitAttempt(command)).toEqual({ verb });
  });

  test.each(HARMLESS)("%j is none", (command) => {
    expect(commitAttempt(command)).toBeUndefined();
  });

  test("survives what is no valid bash", () => {
    for (const text of ["", "'", '"', "$(", "`", "\\", "<<", "${", "a <<E", ">", "((", '"$(']) {
      expect(commitAttempt(text)).toBeUndefined();
    }
    expect(commitAttempt("git commit 'open")).toEqual({ verb: "commit" });
  });
});

const N = 20_000;
const HOSTILE: Record<string, string> = {
  "nested substitutions": "$(".repeat(N / 2),
  "closed nested substitutions": `${"$(".repeat(N / 4)}x${")".repeat(N / 4)}`,
  "substitutions in quotes": '"$('.repeat(N / 3),
  quotes: "'".repeat(10_001),
  backticks: "`".repeat(N),
  parentheses: "(".repeat(N),
  arithmetic: "$((".repeat(N / 3),
  "a long sum": `echo $((${"1+".repeat(N / 2)}1))`,
  ifs: "if ".repeat(N / 3),
  "here-documents": `cat ${"<<A ".repeat(N / 4)}`,
  "a long pipeline": `${"a|".repeat(N / 2)}a`,
  "shells in a pipeline": `${"sh<<<$x|".repeat(N / 8)}sh`,
  "functions that call each other twice": `${Array.from({ length: 2000 }, (_, i) => `f${i}() { f${i + 1}; f${i + 1}; }`).join("\n")}\nf0`,
  "loops in loops": `${"for a in 1 2 3 4 5 6 7 8; do ".repeat(200)}x;${"done;".repeat(200)}`,
  "a variable that doubles": `a=x; ${"a=$a$a; ".repeat(200)}echo $a`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash's
  "an array that doubles": `a=(x y);${'a=("${a[@]}" "${a[@]}");'.repeat(100)}`,
  "an eval that doubles": `x='eval "$x$x"'; eval "$x"`,
};

describe("a hostile line neither throws nor hides a commit before it", () => {
  test.each(Object.entries(HOSTILE))("%s", { timeout: 30_000 }, (_name, text) => {
    expect(commitAttempt(text)).toBeUndefined();
    expect(commitAttempt(`git commit -m x\n${text}`)).toEqual({ verb: "commit" });
  });

  test("a script longer than an argument can be is judged by the words in sight", () => {
    const data = `cat > a.md <<'EOF'\n${"text\n".repeat(40_000)}EOF\n`;
    expect(commitAttempt(data)).toBeUndefined();
    expect(commitAttempt(`${data}git commit -m x`)).toEqual({ verb: "commit" });
  });
});

test("a script that is only half readable is judged by the words in sight", () => {
  for (const rest of ["'", '"', "$(", "if true; then", ")", "${"]) {
    expect(commitAttempt(`true\n${rest} git commit -m x`)).toEqual({ verb: "commit" });
    expect(commitAttempt(`rm -rf .git ${rest}`)).toEqual({ verb: "writing into .git" });
    expect(commitAttempt(`${rest} git log`)).toBeUndefined();
  }
});

test("git's options that take a value do not hide the subcommand", () => {
  expect(commitAttempt("git --attr-source HEAD commit -m x")).toEqual({ verb: "commit" });
});
