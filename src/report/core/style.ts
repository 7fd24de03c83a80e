/** The page's only style sheet: no font, no picture and no address from outside. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--muted:#57606a;--line:#d0d7de;--soft:#f6f8fa;
--blue:#0550ae;--green:#116329;--red:#a40e26;--amber:#7d4e00;--violet:#6639ba}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--muted:#9da7b3;--line:#3d444d;
--soft:#161b22;--blue:#79c0ff;--green:#56d364;--red:#ff7b72;--amber:#e3b341;--violet:#d2a8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,"Noto Sans KR","Malgun Gothic",sans-serif}
main,footer{max-width:1280px;margin:0 auto;padding:1rem}
footer{color:var(--muted)}
h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.25rem 0 .25rem;overflow-wrap:anywhere}
p{max-width:80ch;overflow-wrap:anywhere}
.note{color:var(--muted);margin:.5rem 0}
.missing{color:var(--muted);font-style:italic}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.5rem 1.5rem;margin:1rem 0}
dt{color:var(--muted);font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
.good,.committed{color:var(--green)}.bad,.aborted{color:var(--red)}.open{color:var(--blue)}.unreadable{color:var(--amber)}
code,pre{font:.87em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"D2Coding",monospace}
code{overflow-wrap:anywhere;white-space:pre-wrap}
pre{margin:.5rem 0;padding:.75rem;background:var(--soft);border:1px solid var(--line);border-radius:6px;
overflow-x:auto;max-height:28rem;white-space:pre-wrap;overflow-wrap:anywhere}
.scroll{position:relative;overflow-x:auto;margin:.5rem 0}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
#timeline caption{position:static;width:auto;height:auto;clip-path:none;text-align:left;color:var(--muted);padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line);min-width:5.5rem}
th{background:var(--soft);font-weight:600}
td{overflow-wrap:anywhere}
td time{white-space:nowrap}
td>bdi,td>code{display:block;min-width:8rem}
td ul{margin:0;padding-left:1.1rem}
td:first-child{min-width:9rem}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--blue);overflow-wrap:anywhere}
.legend{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:.5rem 0;padding:0;font-size:.87rem}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{width:24px;height:18px;flex:none}
.gantt{display:block;width:100%;min-width:900px;height:auto;font:13px system-ui,"Noto Sans KR",sans-serif}
.gantt text{fill:var(--fg)}
.gantt .tick{fill:var(--muted);font-size:12px}
.grid{stroke:var(--line)}
.bar{stroke-width:1}
.phase{fill:var(--violet)}
.working{fill:var(--blue)}
.queued{fill:url(#fill-queued);stroke:var(--muted)}
.paused{fill:url(#fill-paused);stroke:var(--amber)}
.self-qa{fill:url(#fill-self-qa);stroke:var(--green)}
.ground{fill:var(--bg)}
.ink{fill:none;stroke-width:1.4}
.ink.queued{stroke:var(--muted)}
.ink.self-qa{stroke:var(--green)}
.dot{fill:var(--amber)}
.call{fill:none;stroke:var(--fg);stroke-width:1}
.refused{fill:var(--red)}
.end circle{fill:var(--bg);stroke:currentColor;stroke-width:1.5}
.end path{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.end{color:var(--muted)}
.end.completed{color:var(--green)}.end.failed{color:var(--red)}.end.stopped{color:var(--amber)}.end.open{color:var(--blue)}
@media print{
:root{--bg:#fff;--fg:#000;--muted:#444;--line:#bbb;--soft:#f6f8fa;--blue:#0550ae;--green:#116329;--red:#a40e26;
--amber:#7d4e00;--violet:#6639ba;color-scheme:light}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,footer{max-width:none;padding:0}
.scroll{overflow:visible}.gantt{min-width:0}
pre{max-height:none}
details::details-content{content-visibility:visible;display:block}
tr,.gantt,.legend li{break-inside:avoid}
h2,h3,summary{break-after:avoid}
th,td{min-width:0;padding:.2rem .3rem}td>bdi,td>code{min-width:0}
}
`;
