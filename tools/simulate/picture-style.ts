/** Colours for light and dark: a picture in a page cannot ask the page. */
export const STYLE = `
  :root { --paper: #ffffff; --ink: #1f2937; --soft: #6b7280; --grid: #e5e7eb;
    --retrained: #2563eb; --first: #c2410c; --told: #6b7280; --newest: #0f766e; --change: #b91c1c; }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #0d1117; --ink: #e5e7eb; --soft: #9ca3af; --grid: #273041;
      --retrained: #7aa7ff; --first: #fb923c; --told: #9ca3af; --newest: #2dd4bf; --change: #f87171; }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--ink); }
  .title { font-weight: 600; font-size: 15px; paint-order: stroke; stroke: var(--paper); stroke-width: 5px; }
  .soft { fill: var(--soft); font-size: 12px; }
  .end { text-anchor: end; } .middle { text-anchor: middle; }
  .grid { stroke: var(--grid); } .frame { fill: var(--paper); }
  .line { fill: none; stroke-width: 2.5; } .band { stroke: none; opacity: 0.16; }
  .retrained { stroke: var(--retrained); } .first { stroke: var(--first); stroke-dasharray: 7 4; }
  .told { stroke: var(--told); stroke-dasharray: 2 4; } .best { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 1 5; }
  .newest { stroke: var(--newest); }
  .fill-retrained { fill: var(--retrained); } .fill-first { fill: var(--first); } .fill-newest { fill: var(--newest); }
  .fill-told { fill: var(--told); }
  .change { stroke: var(--change); stroke-width: 1.5; } .fill-change { fill: var(--change); }
  .deployed { stroke: var(--retrained); stroke-width: 1; opacity: 0.6; }
  .hollow { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
  .alarm { stroke: var(--ink); stroke-width: 1.5; }`;
