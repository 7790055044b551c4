"""Strings that try to be something else than text where they are shown: markup, a mention, a link, a command."""

from __future__ import annotations

from typing import Final

HOSTILE: Final[tuple[str, ...]] = (
    # tables, code
    "a|b", "|", "||", "a\\|b", "\\", "\\\\|", "|---|---|", "a | b | c |", "`", "``", "a`b", "`a|b`", "``` \nx\n```",
    "~~~",
    "`` ` ``", "`" * 90, "a` `b|", "\\`x\\`",
    # HTML
    "<script>document.title='owned'</script>", "<img src=x onerror=document.title='owned'>", "</code></td></table>",
    "</details>", "<details open>", "<!-- syncer:plan other -->", "-->", "<!--", "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=document.title='owned'>", "<b>bold</b>", "<br>", "<style>*{display:none}</style>",
    "<iframe src=//x.y>",
    "</code><script>document.title='owned'</script>|", "<plaintext>", "<?php ?>", "<![CDATA[x]]>", "<x|y>",
    # mentions and references
    "@team", "@org/team", "ping @team now", "a@team", "(@team)", "|@team", "#123", "GH-1", "gh-42", "owner/repo#1",
    "PR #7",
    "owner@deadbeef", "deadbeefcafe1234", "0123456789abcdef0123456789abcdef01234567", "1234567", "JIRA-123",
    "GHSA-cfgh-jmpq-vwxx", "CVE-2024-12345", "owner/repo@0123456", "fixes #1", "closes owner/repo#2",
    # links
    "http://evil.example/x", "https://evil.example", "www.evil.example", "evil@evil.example",
    "mailto:evil@evil.example",
    "xmpp:evil@evil.example/x", "ftp://evil.example", "<https://evil.example>", "[x](https://evil.example)",
    "[x](javascript:alert(1))", "![x](https://evil.example/x.png)", "[x][1]", "[1]: https://evil.example",
    "www.evil.example|", "https://evil.example|x", "evil@evil.example|", "mailto:evil@evil.example|", "//evil.example",
    # the rest of Markdown
    "*bold*", "**bold**", "__bold__", "_x_", "~~gone~~", "~gone~", "# title", "## title", "title\n=====", "title\n---",
    "===", "---", "***", "- item", "+ item", "* item", "1. item", "1)", "7.", "- [ ] task", "- [x] task", "> quote",
    "    indented", "\tindented", "[^1]", "[^1]: note", ":tada:", ":+1:", ":smile: :tada:", "$math$", "$$x$$", "$`x`$",
    "```math\nx\n```", "> [!WARNING]\n> x", "line\n\n- item", "trailing  \nbreak", "#0969DA", "rgb(9, 105, 218)",
    # entities
    "&lt;script&gt;", "&#64;team", "&amp;#64;team", "&nbsp;", "&", "&#0;", "&copy", "&vert;",
    # workflow commands
    "::error::owned", "::warning file=x,line=1::owned", "::set-output name=x::y", "::add-mask::x", "::stop-commands::x",
    "##[error]owned", "##[add-path]x", "x\n::error::owned", "x\r::error::owned", "%0A::error::owned", "a,line=1::x",
    # what does not print, and what turns a line round
    "a\u202eb", "\u2066x\u2069", "a\u200bb", "\u200b", "a\ufeffb", "a\u00adb", "a\x1b[31mb", "a\x00b", "a\x07b",
    "a\x7fb",
    "a\u2028b", "a\u2029b", "a\x85b", "a\rb", "a\nb", "a\r\nb", "\n", "\t", "\ud800", "a\u00a0b", "\u3000x",
    # odd, but text
    "", " ", " x", "x ", "  ", "a  b", "é", "模型", "e\u0301", "🎉", "\u0301x", "'", '"', "it's", '"quoted"', "a, b",
    "100 %", "%",
    "->", "a->b", "C:\\x\\y", "../../etc/passwd", "/etc/passwd", "null", "absent", "{{ x }}", "${{ github.token }}",
    "$(id)",
    "x; rm -rf /", "--allow-deletes 9", "a" * 110,
)  # fmt: skip
"""Each no longer than 120 characters, so that all of it is shown."""
