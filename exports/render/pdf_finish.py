"""The last touches on a PDF: the PDF/UA-1 identifier that WeasyPrint cannot write beside PDF/A-3a."""

from __future__ import annotations

from typing import Any

from .pdf_objects import settle

# XML names, not addresses: nothing is fetched. ISO 14289-1 clause 5 and ISO 19005-1 clause 6.7.8.
_UA_IDENTIFIER = b"""<rdf:Description rdf:about="" pdfuaid:part="1"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def finish(document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher hook: name the standard, list the attachment once, settle every object."""
    _identify_as_accessible(pdf)
    _name_attachment_once(pdf)
    settle(pdf)


def _identify_as_accessible(pdf: Any) -> None:
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    body: bytes = metadata.stream[0]
    place = body.index(b"</rdf:RDF>")
    metadata.stream[0] = body[:place] + _UA_IDENTIFIER + body[place:]


def _name_attachment_once(pdf: Any) -> None:
    """WeasyPrint 70 lists each attachment twice in the catalogue's /AF."""
    listed = pdf.catalog.get("AF")
    if isinstance(listed, list):
        listed[:] = list(dict.fromkeys(listed))
