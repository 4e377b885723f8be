-- Numbers and links figures, tables, sections and equations as Quarto writes them, and gives callouts
-- the form that each output format needs. It runs before citeproc: `@fig-x` is a citation to pandoc until we replace it.
-- All faults are printed as lines "CROSSREF<tab>what<tab>identifier" before it fails, so that the caller names places.

local NBSP = "\u{a0}"
local TITLES = { fig = "Figure", tbl = "Table", sec = "Section", eq = "Equation" }
local CALLOUTS = { note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution" }
local is_html, is_docx, is_typst = FORMAT:match("html") ~= nil, FORMAT == "docx", FORMAT == "typst"

local targets = {} -- identifier -> { kind, number (nil when the section has none), title }
local identifiers = {}
local faults = {}
local counters = { fig = 0, tbl = 0, eq = 0 }

local function fault(what, identifier)
  table.insert(faults, "CROSSREF\t" .. what .. "\t" .. identifier)
end

local function kind_of(identifier)
  local kind = identifier:match("^(%l+)%-.")
  return kind and TITLES[kind] and kind or nil
end

-- The next number of its kind for `identifier`, as text.
local function number(kind, identifier)
  counters[kind] = counters[kind] + 1
  targets[identifier] = { kind = kind, number = tostring(counters[kind]) }
  return targets[identifier].number
end

-- "Figure 1." in bold before the words of the caption. Word bookmarks hang on a span; elsewhere the float carries the id.
local function numbered_caption(kind, identifier, inlines)
  local prefix = pandoc.Strong({ pandoc.Str(TITLES[kind] .. NBSP .. number(kind, identifier) .. ".") })
  local first = is_docx and pandoc.Span({ prefix }, pandoc.Attr(identifier)) or prefix
  local caption = pandoc.Inlines({ first, pandoc.Space() })
  caption:extend(inlines)
  return { long = { pandoc.Plain(caption) } }
end

local function float_id(identifier)
  return is_docx and "" or identifier
end

-- Callouts ------------------------------------------------------------------------------------------------------------

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%l+)$")
    if kind and CALLOUTS[kind] then return kind end
  end
end

local function callout_title(div, kind)
  if div.attributes.title then
    return pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, "markdown").blocks)
  end
  if div.content[1] and div.content[1].t == "Header" then
    return div.content:remove(1).content
  end
  return pandoc.Inlines({ pandoc.Str(CALLOUTS[kind]) })
end

local function callout(div)
  local kind = callout_kind(div)
  if not kind then return nil end
  local title = callout_title(div, kind)
  if is_typst then
    local opening = pandoc.Inlines({ pandoc.RawInline("typst", '#callout("' .. kind .. '", [') })
    opening:extend(title)
    opening:insert(pandoc.RawInline("typst", "])["))
    local blocks = pandoc.Blocks({ pandoc.Para(opening) })
    blocks:extend(div.content)
    blocks:insert(pandoc.RawBlock("typst", "]"))
    return blocks
  elseif is_docx then
    local style = "Callout " .. CALLOUTS[kind]
    local heading = pandoc.Div({ pandoc.Para(title) }, pandoc.Attr("", {}, { ["custom-style"] = style .. " Title" }))
    local body = pandoc.Div(div.content, pandoc.Attr("", {}, { ["custom-style"] = style }))
    return { heading, body }
  end
  local heading = pandoc.Div({ pandoc.Plain(title) }, pandoc.Attr("", { "callout-title" }))
  local blocks = pandoc.Blocks({ heading })
  blocks:extend(div.content)
  local attributes = { role = "note" }
  return pandoc.Div(blocks, pandoc.Attr(div.identifier, { "callout", "callout-" .. kind }, attributes))
end

-- Figures and tables --------------------------------------------------------------------------------------------------

-- The caption of a div that is a float: our own caption div, else (Quarto's way of writing) its last paragraph.
local function split_caption(div)
  local body, caption = pandoc.Blocks({}), nil
  for _, block in ipairs(div.content) do
    if block.t == "Div" and block.classes:includes("float-caption") then
      caption = pandoc.utils.blocks_to_inlines(block.content)
    else
      body:insert(block)
    end
  end
  if not caption and #body > 1 and body[#body].t == "Para" then
    caption = body:remove(#body).content
  end
  return body, caption
end

-- The float and the notes under it, on paper closer to it than other text.
local function with_notes(float, notes)
  if #notes == 0 then return float end
  if is_typst then
    local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#with-notes["), float, pandoc.RawBlock("typst", "][") })
    blocks:extend(notes)
    blocks:insert(pandoc.RawBlock("typst", "]"))
    return pandoc.Div(blocks) -- one block, which goes on a landscape page as a whole
  end
  local attributes = is_docx and { ["custom-style"] = "Table Notes" } or {}
  return pandoc.Blocks({ float, pandoc.Div(notes, pandoc.Attr("", { "float-notes" }, attributes)) })
end

local function table_float(identifier, tab, notes, caption)
  local numbered = numbered_caption("tbl", identifier, caption)
  if is_html then
    tab.caption, tab.identifier = { long = {} }, ""
    return pandoc.Figure(with_notes(tab, notes), numbered, pandoc.Attr(identifier, { "table-float" }))
  end
  tab.caption, tab.identifier = numbered, float_id(identifier)
  return with_notes(tab, notes)
end

local function table_div(div)
  local body, caption = split_caption(div)
  local tab, notes = nil, pandoc.Blocks({})
  for _, block in ipairs(body) do
    if block.t == "Table" and not tab then tab = block else notes:insert(block) end
  end
  if not tab then
    fault("table without rows", div.identifier)
    return nil
  end
  local own = pandoc.utils.blocks_to_inlines(tab.caption.long)
  if caption and #own > 0 then fault("table with two captions", div.identifier) end
  return table_float(div.identifier, tab, notes, caption or own)
end

local function figure_div(div)
  local body, caption = split_caption(div)
  local picture, notes = nil, pandoc.Blocks({})
  for _, block in ipairs(body) do
    local first = (block.t == "Para" or block.t == "Plain") and block.content[1]
    if first and first.t == "Image" and not picture then
      picture = pandoc.Plain(block.content)
    elseif block.t == "Figure" and not picture then
      picture = block.content[1]
    else
      notes:insert(block)
    end
  end
  if not picture then
    fault("figure without picture", div.identifier)
    return nil
  end
  local numbered = numbered_caption("fig", div.identifier, caption or {})
  local figure = pandoc.Figure({ picture }, numbered, pandoc.Attr(float_id(div.identifier)))
  return with_notes(figure, notes)
end

-- Equations -----------------------------------------------------------------------------------------------------------

local function equation(math, identifier)
  local label = "(" .. number("eq", identifier) .. ")"
  if is_typst then
    local opening = '#[#set math.equation(numbering: _ => [' .. label .. '])\n'
    local closing = "\n<" .. identifier .. ">]"
    return pandoc.Para({ pandoc.RawInline("typst", opening), math, pandoc.RawInline("typst", closing) })
  elseif is_docx then
    local tab = pandoc.RawInline("openxml", "<w:r><w:tab/></w:r>")
    local inline = pandoc.Math("InlineMath", math.text)
    local mark = pandoc.Span({ pandoc.Str(label) }, pandoc.Attr(identifier))
    return pandoc.Div({ pandoc.Para({ tab, inline, tab, mark }) }, pandoc.Attr("", {}, { ["custom-style"] = "Equation" }))
  end
  local mark = pandoc.Span({ pandoc.Str(label) }, pandoc.Attr("", { "equation-number" }))
  return pandoc.Div({ pandoc.Plain({ math, mark }) }, pandoc.Attr(identifier, { "equation" }))
end

-- A paragraph is cut at each `$$ ... $$ {#eq-x}`, since the equation stands on a line of its own.
local function equations(para)
  local blocks, pending, index = pandoc.Blocks({}), pandoc.Inlines({}), 1
  while index <= #para.content do
    local item, ahead = para.content[index], index + 1
    while para.content[ahead] and (para.content[ahead].t == "Space" or para.content[ahead].t == "SoftBreak") do
      ahead = ahead + 1
    end
    local label = item.t == "Math" and item.mathtype == "DisplayMath" and para.content[ahead]
      and para.content[ahead].t == "Str" and para.content[ahead].text:match("^{#(eq%-[%w-]+)}$")
    if label then
      if #pending > 0 then blocks:insert(pandoc.Para(pending)) end
      if targets[label] then fault("identifier used twice", label) end
      blocks:insert(equation(item, label))
      pending, index = pandoc.Inlines({}), ahead + 1
    else
      if #pending > 0 or item.t ~= "SoftBreak" then pending:insert(item) end
      index = index + 1
    end
  end
  if #blocks == 0 then return nil end
  if #pending > 0 then blocks:insert(pandoc.Para(pending)) end
  return blocks, false
end

-- Sections ------------------------------------------------------------------------------------------------------------

local function section_numbers(doc)
  local lowest = 9
  doc:walk({ Header = function(header) lowest = math.min(lowest, header.level) end })
  local base, counts, numbering = is_html and 2 or 1, {}, doc.meta["number-sections"] == true
  return function(header)
    local depth = header.level - lowest + 1
    local title, printed = header.content:clone(), nil
    header.level = depth + base - 1
    if numbering and not header.classes:includes("unnumbered") then
      for deeper = depth + 1, 9 do counts[deeper] = nil end
      for upper = 1, depth do counts[upper] = counts[upper] or (upper < depth and 1 or 0) end
      counts[depth] = counts[depth] + 1
      printed = table.concat(counts, ".", 1, depth)
      local mark = pandoc.Span({ pandoc.Str(printed) }, pandoc.Attr("", { "section-number" }))
      header.content:insert(1, pandoc.Str(NBSP))
      header.content:insert(1, mark)
    end
    targets[header.identifier] = { kind = "sec", number = printed, title = title }
    return header
  end
end

-- References ----------------------------------------------------------------------------------------------------------

local function reference(citation)
  local target = targets[citation.id]
  if not target then
    fault("reference", "@" .. citation.id)
    return {}
  end
  local text = pandoc.Inlines({})
  if citation.mode == "SuppressAuthor" then
    text:insert(pandoc.Str(target.number or ""))
    if not target.number then text = target.title:clone() end
  elseif not target.number then
    text = target.title:clone()
  elseif #citation.prefix > 0 then
    text:extend(citation.prefix)
    text:insert(pandoc.Str(NBSP .. target.number))
  else
    text:insert(pandoc.Str(TITLES[target.kind] .. NBSP .. target.number))
  end
  local inlines = pandoc.Inlines({ pandoc.Link(text, "#" .. citation.id, "", pandoc.Attr("", { "crossref" })) })
  if #citation.suffix > 0 and citation.mode == "AuthorInText" then -- `@fig-x [left panel]`
    inlines:extend({ pandoc.Space(), pandoc.Str("[") })
    inlines:extend(citation.suffix)
    inlines:insert(pandoc.Str("]"))
  else
    inlines:extend(citation.suffix)
  end
  return inlines
end

-- Pandoc reads `@sec-x [@lee2010]` as one citation of two things: ours become links, the rest stays a citation.
local function references(cite)
  local ours, rest = pandoc.Inlines({}), pandoc.List({})
  for _, citation in ipairs(cite.citations) do
    if kind_of(citation.id) then
      if #ours > 0 then ours:extend({ pandoc.Str(","), pandoc.Space() }) end
      ours:extend(reference(citation))
    else
      rest:insert(citation)
    end
  end
  if #rest == #cite.citations then return nil end
  if #rest > 0 then ours:extend({ pandoc.Space(), pandoc.Cite({ pandoc.Str("@" .. rest[1].id) }, rest) }) end
  return ours
end

local function collect_identifiers(doc)
  local function note(element)
    local identifier = element.identifier
    if identifier and identifier ~= "" then
      if identifiers[identifier] then fault("identifier used twice", identifier) end
      identifiers[identifier] = true
    end
  end
  doc:walk({ Header = note, Div = note, Span = note, Figure = note, Table = note, Code = note, CodeBlock = note,
    Image = note, Link = note })
end

local function check_link(link)
  local identifier = link.target:match("^#(.+)$")
  if identifier and not identifiers[identifier] and not targets[identifier] then fault("reference", link.target) end
end

-- The document --------------------------------------------------------------------------------------------------------

local function alternative_text(image)
  local text = image.attributes["fig-alt"]
  if text then
    image.attributes["fig-alt"] = nil
    image.caption = text ~= "" and pandoc.Inlines({ pandoc.Str(text) }) or pandoc.Inlines({})
  end
  return image
end

local function add_references(doc)
  if not doc.meta.bibliography or identifiers["refs"] then return end
  local level = is_html and 2 or 1
  doc.blocks:insert(pandoc.Header(level, { pandoc.Str("References") }, pandoc.Attr("references", { "unnumbered" })))
  doc.blocks:insert(pandoc.Div({}, pandoc.Attr("refs")))
end

function Pandoc(doc)
  doc = doc:walk({ Image = alternative_text }):walk({ Div = callout })
  collect_identifiers(doc)
  doc = doc:walk({
    traverse = "topdown",
    Header = section_numbers(doc),
    Para = equations,
    Plain = equations,
    Div = function(div)
      local kind = kind_of(div.identifier)
      if kind == "fig" then return figure_div(div), false end
      if kind == "tbl" then return table_div(div), false end
    end,
    Figure = function(figure)
      if kind_of(figure.identifier) ~= "fig" then return nil end
      local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
      figure.caption = numbered_caption("fig", figure.identifier, caption)
      figure.identifier = float_id(figure.identifier)
      return figure, false
    end,
    Table = function(tab)
      if kind_of(tab.identifier) ~= "tbl" then return nil end
      return table_float(tab.identifier, tab, {}, pandoc.utils.blocks_to_inlines(tab.caption.long)), false
    end,
  })
  doc = doc:walk({ Cite = references })
  doc:walk({ Link = check_link })
  if #faults > 0 then
    io.stderr:write(table.concat(faults, "\n"), "\n")
    os.exit(65)
  end
  add_references(doc)
  return doc
end
