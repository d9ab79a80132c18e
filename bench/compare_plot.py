"""Bars of milliseconds, on a scale of powers of ten, as SVG. Used by compare.py."""
import html
import math


def write_plot(rows, path):
    """`rows`: (group, label, milliseconds)."""
    left, width, step = 260, 560, 24
    low = math.floor(math.log10(min(row[2] for row in rows)))
    high = math.ceil(math.log10(max(row[2] for row in rows)))
    scale = width / max(1, high - low)
    parts, y, group = [], 30, None
    for name, label, taken in rows:
        if name != group:
            y += step // 2
            parts.append(f'<text x="10" y="{y + 14}" font-weight="bold">{html.escape(name)}</text>')
            y += step
            group = name
        length = max(1.0, (math.log10(taken) - low) * scale)
        colour = "#2a7" if label.startswith("gatepost") else "#999"
        parts.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{html.escape(label)}</text>')
        parts.append(f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="16" fill="{colour}"/>')
        parts.append(f'<text x="{left + length + 6:.1f}" y="{y + 14}">{taken:.2f}</text>')
        y += step
    for power in range(low, high + 1):
        x = left + (power - low) * scale
        parts.insert(0, f'<line x1="{x:.1f}" y1="24" x2="{x:.1f}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="18" text-anchor="middle">{10 ** power:g} ms</text>')
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 80}" height="{y + 10}" '
                    'font-family="sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n")
