const encoded = Buffer.from("git commit -am base64").toString("base64");
const newCommit = 'C=$(git commit-tree "HEAD^{tree}" -p HEAD -m x)';

/** Each changes the history of the checkout in which it runs. */
export const VARIANTS: Record<string, string> = {
  plain: "git commit -am x",
  "other directory": "cd src && git -C .. commit -am x",
  "sh -c": "sh -c 'git commit -am x'",
  quotes: "g''it com\"m\"it -am x",
  "full path": '"$(command -v git)" commit -am x',
  "no verify": "git commit --no-verify -am x",
  python: 'python3 -c \'import subprocess; subprocess.run(["git", "commit", "-am", "x"])\'',
  "hooks path": "git -c core.hooksPath=/dev/null commit --no-verify -am x",
  "empty environment": 'env -i PATH="$PATH" HOME="$HOME" git commit -am x',
  "no environment config": "GIT_CONFIG_COUNT=0 git commit -am x",
  "commit-tree": `${newCommit} && git update-ref refs/heads/main "$C"`,
  alias: "git -c alias.ci=commit ci -am x",
  "stored alias": "git config alias.ci commit; git ci -am x",
  "stored hooks path": "git config core.hooksPath /dev/null; GIT_CONFIG_COUNT=0 git commit -am x",
  "script file": "printf 'git commit -am x' > go.sh; sh go.sh",
  variable: "V=commit; git $V -am x",
  "npm script": "npm run --silent ci",
  base64: `echo ${encoded} | base64 -d | sh`,
  "cherry-pick": "git cherry-pick topic",
  merge: "git merge --no-edit topic",
  "fast forward": "git merge --ff-only topic || git -c core.hooksPath= reset -q --hard topic",
  revert: "git stash -q; git revert --no-edit HEAD",
  rebase: "git rebase --autostash topic",
  am: "git format-patch -1 --stdout topic > p; git stash -q; git am p",
  "reset --hard": "git reset --hard HEAD~1",
  "reset --soft": "git reset --soft HEAD~1",
  "branch -f": "git branch -f topic HEAD",
  "branch -D": "git branch -D topic",
  "push to itself": "git push -q -f . HEAD:topic",
  "fast-import":
    "printf 'commit refs/heads/topic\\ncommitter a <a@b> 1 +0000\\ndata 1\\nx\\nfrom main\\n' | git fast-import --quiet --force",
  checkout: "git checkout -q topic",
  detach: "git checkout -q --detach HEAD~1",
  "symbolic-ref": "git symbolic-ref HEAD refs/heads/topic",
  "ref file": `${newCommit} && echo "$C" > .git/refs/heads/main`,
  "broken ref file": "echo junk > .git/refs/heads/main",
  "HEAD file": 'node -e \'fs.writeFileSync(".git/HEAD", "ref: refs/heads/topic\\n")\'',
  "new branch": `${newCommit} && git -c core.hooksPath=/dev/null branch fresh "$C"`,
  "late and hidden": '(sleep 1; env -i PATH="$PATH" HOME="$HOME" git commit -qam x) & sleep 0.1',
};

/** Each is ordinary work with git. */
export const HARMLESS: Record<string, string> = {
  status: "git status --short | grep tracked.txt",
  diff: "git diff --stat | grep tracked.txt",
  log: "git log --oneline -2 | grep second",
  "a commit in another repository":
    "git init -q other && cd other && git config user.name t && git config user.email t@t && git commit -q --allow-empty -m fixture && git log --oneline | grep fixture",
};
