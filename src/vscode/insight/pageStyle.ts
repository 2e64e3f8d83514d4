/** The editor's own look: every colour is one of the theme's. */
export const pageStyle = `
body { padding: 16px 20px 32px; color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 8px; }
h2 { font-size: 1em; font-weight: 600; margin: 0 0 2px; }
p { margin: 0 0 10px; color: var(--vscode-descriptionForeground); line-height: 1.45; }
header { margin-bottom: 16px; }
header ul { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; margin: 0 0 6px; padding: 0; }
header strong { font-size: 1.25em; font-weight: 600; }
header p { margin: 2px 0; }
header .left { color: var(--vscode-foreground); }
header .warning { color: var(--vscode-editorWarning-foreground); }
li.done { color: var(--vscode-charts-green); }
li.at-work { color: var(--vscode-charts-blue); }
li.stuck { color: var(--vscode-charts-red); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 14px; align-items: start; }
section { border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border))); border-radius: 6px; padding: 14px 16px 10px; min-width: 0; background: var(--vscode-sideBar-background); }
#graph, #timeline, #red { grid-column: 1 / -1; }
svg { display: block; width: 100%; height: auto; max-width: 720px; overflow: visible; }
.wide { overflow-x: auto; padding: 2px 0 6px; }
.wide svg { width: auto; max-width: none; min-width: 560px; max-height: 420px; }
#timeline svg { max-width: 1120px; }
svg text { fill: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: 11px; }
svg text.axis { fill: var(--vscode-descriptionForeground); font-size: 10px; }
svg text.on { fill: var(--vscode-editor-background); font-size: 10px; font-weight: 600; }
.grid { stroke: var(--vscode-foreground); stroke-opacity: 0.12; }
.line { fill: none; stroke-width: 2; }
.line.planned { stroke: var(--vscode-descriptionForeground); stroke-dasharray: 5 3; }
.line.done { stroke: var(--vscode-charts-green); }
.area.done { fill: var(--vscode-charts-green); fill-opacity: 0.15; }
.edge { fill: none; stroke: var(--vscode-foreground); stroke-opacity: 0.35; stroke-width: 1.2; }
.edge.critical { stroke: var(--vscode-charts-orange); stroke-opacity: 1; stroke-width: 2.5; }
.node rect { fill: var(--vscode-editor-background); stroke: var(--vscode-foreground); stroke-opacity: 0.4; }
.node.in-progress rect { stroke: var(--vscode-charts-blue); stroke-opacity: 1; }
.node.done rect { stroke: var(--vscode-charts-green); stroke-opacity: 1; }
.node.stuck rect { stroke: var(--vscode-charts-red); stroke-opacity: 1; stroke-dasharray: 4 2; }
.node.critical rect { stroke: var(--vscode-charts-orange); stroke-opacity: 1; stroke-width: 2.5; }
.bar.succeeded rect, .fill.first { fill: var(--vscode-charts-green); }
.bar.work rect, .fill.money, .fill.other { fill: var(--vscode-charts-blue); }
.fill.later { fill: var(--vscode-charts-yellow); }
.fill.stuck { fill: var(--vscode-charts-red); }
.fill.other { fill-opacity: 0.5; }
.bar.failed rect { fill: var(--vscode-charts-red); stroke: var(--vscode-foreground); stroke-dasharray: 3 2; }
.point circle { fill: var(--vscode-charts-blue); }
.point.outside path { fill: none; stroke: var(--vscode-charts-orange); stroke-width: 2; }
.range { stroke: var(--vscode-foreground); stroke-opacity: 0.35; }
.ideal { stroke: var(--vscode-descriptionForeground); stroke-dasharray: 4 4; }
.mark:focus { outline: none; }
.mark:focus rect, .mark:focus circle { stroke: var(--vscode-focusBorder); stroke-opacity: 1; stroke-width: 3; }
.mark.list:focus .name, .mark.outside:focus path { stroke: var(--vscode-focusBorder); stroke-width: 0.6; }
.mark.outside:focus path { stroke-width: 4; }
[data-ticket] { cursor: pointer; }
[data-ticket]:hover rect { stroke: var(--vscode-focusBorder); stroke-opacity: 1; }
details { margin-top: 8px; font-size: 0.92em; overflow-x: auto; }
summary { cursor: pointer; color: var(--vscode-textLink-foreground); width: fit-content; }
summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
table { border-collapse: collapse; margin-top: 6px; }
th, td { text-align: left; padding: 2px 14px 2px 0; font-weight: normal; vertical-align: top; }
th { color: var(--vscode-descriptionForeground); border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor)); }
body.vscode-high-contrast .grid, body.vscode-high-contrast-light .grid { stroke-opacity: 0.35; }
body.vscode-high-contrast .bar rect, body.vscode-high-contrast-light .bar rect, body.vscode-high-contrast .fill, body.vscode-high-contrast-light .fill { stroke: var(--vscode-contrastBorder); stroke-width: 1; }
`;
