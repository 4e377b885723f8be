-- Leads from each printed number, figure and table to where it comes from: in HTML, and where the metadata `origins`
-- (path of the page of origins) and `publication` say where to. Elsewhere the marks of numbers are taken away.
-- Under every figure it prints the metadata `source-line`. It runs after crossref.lua, which makes figures of the divs
-- that cells give.

local origins, publication, source
local is_html = FORMAT:match("html") ~= nil

local function link(content, anchor, title, class, label)
  local attributes = label and { ["aria-label"] = label } or {}
  return pandoc.Link(content, origins .. "#" .. anchor, title, pandoc.Attr("", { class }, attributes))
end

local function number(span)
  local named, computed = span.classes:includes("value"), span.classes:includes("computed")
  if not (named or computed) then return nil end
  if not origins then return span.content end
  if named then
    return link(span.content, span.attributes.to, span.attributes.name .. ": where this number comes from", "origin")
  end
  local anchor = "expression." .. publication .. "." .. span.attributes.row
  return link(span.content, anchor, "Where this comes from", "origin-said")
end

local function exhibit(figure)
  local kind = figure.identifier:match("^(%l+)%-.")
  local is_table = figure.classes:includes("table-float")
  local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
  if source and not is_table then
    caption:insert(pandoc.Space())
    caption:extend(source:clone())
  end
  if origins and (kind == "fig" or kind == "tbl") then
    local words = is_table and "this table" or "this figure"
    caption:insert(pandoc.Space())
    caption:insert(link({ pandoc.Str("Origin") }, "exhibit." .. publication .. "." .. figure.identifier,
      "Rule, code and inputs of " .. words, "origin-of", "Origin of " .. words))
  end
  figure.caption.long = { pandoc.Plain(caption) }
  return figure
end

function Pandoc(doc)
  if is_html and doc.meta.origins and doc.meta.publication then
    origins, publication = pandoc.utils.stringify(doc.meta.origins), pandoc.utils.stringify(doc.meta.publication)
  end
  if doc.meta["source-line"] then
    source = pandoc.Inlines(pandoc.utils.stringify(doc.meta["source-line"]))
  end
  return doc:walk({ Span = number, Figure = exhibit })
end
