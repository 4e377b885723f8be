-- Gives tables the form that each output format needs: on screen a box that scrolls, on paper a size of type and column
-- widths that keep every word whole within the page, turned on its side where need be. It runs after crossref.lua.

local is_html, is_docx, is_typst = FORMAT:match("html") ~= nil, FORMAT == "docx", FORMAT == "typst"

local PORTRAIT, LANDSCAPE, INSET = 442, 695, 10 -- points: width of text, and blank space of one column
local SIZES = { 8.8, 8.3, 7.8, 7.3, 6.8, 6.3 } -- points of type, tried in turn
local KEPT_WHOLE = 34 -- lines: a table of no more than these floats to the top or foot of a page, never over two
local SIDEWAYS = 28 -- lines: a wide table of no more than these takes one page on its side and leaves the text in peace
local BOLD = 1.08 -- how much wider the bold type of headings is

-- Width of a text as a multiple of the size of type, a little on the safe side for a serif face.
local function measure(text)
  local width = 0
  for _, code in utf8.codes(text) do
    if code >= 48 and code <= 57 then width = width + 0.5
    elseif code >= 65 and code <= 90 then width = width + 0.7
    elseif code < 97 or code == 160 then width = width + 0.32
    else width = width + 0.54 end
  end
  return width
end

local function each_cell(tab, visit)
  local function rows_of(rows)
    for _, row in ipairs(rows) do
      local column = 1
      for _, cell in ipairs(row.cells) do
        if cell.col_span == 1 then visit(column, pandoc.utils.stringify(cell.contents), rows == tab.head.rows) end
        column = column + cell.col_span
      end
    end
  end
  rows_of(tab.head.rows)
  for _, body in ipairs(tab.bodies) do
    rows_of(body.head)
    rows_of(body.body)
  end
  rows_of(tab.foot.rows)
end

-- Width of the widest word and of the widest cell of each column; a heading may well take two lines.
local function column_lengths(tab)
  local words, cells = {}, {}
  for index = 1, #tab.colspecs do words[index], cells[index] = 0.5, 0.5 end
  each_cell(tab, function(column, text, heading)
    local scale = heading and BOLD or 1
    if not heading then cells[column] = math.max(cells[column], measure(text)) end
    for word in text:gmatch("[^%s-]+") do
      words[column] = math.max(words[column], 0.4 + scale * measure(word))
    end
    cells[column] = math.max(cells[column], words[column])
  end)
  return words, cells
end

local function total(lengths, size)
  local sum = 0
  for _, length in ipairs(lengths) do sum = sum + length * size + INSET end
  return sum
end

local function paper_table(tab, width)
  local words, cells = column_lengths(tab)
  local size
  for _, candidate in ipairs(SIZES) do
    size = candidate
    if total(words, candidate) <= width then break end
  end
  if total(words, size) > width and width == LANDSCAPE then -- small print rather than words that run into each other
    size = size * (width - #words * INSET) / (total(words, size) - #words * INSET)
  end
  local narrow, wide = total(words, size), total(cells, size)
  for index, spec in ipairs(tab.colspecs) do
    local least = words[index] * size + INSET
    local wish = cells[index] * size + INSET
    local share = wish / wide -- all cells fit on one line: spread them over the page
    if wide > width then
      share = narrow < width and (least + (wish - least) * (width - narrow) / (wide - narrow)) / width or least / narrow
    end
    tab.colspecs[index] = { spec[1], share }
  end
  if is_typst then tab.attributes["typst:text:size"] = string.format("%.1fpt", size) end
  if is_docx and size < 8 then tab.attributes["custom-style"] = size > 7 and "TableSmall" or "TableTiny" end
  return narrow <= width
end

-- Lines that the body of a laid-out table takes, with cells that do not fit on one.
local function body_lines(tab, width)
  local lines = 0
  for _, body in ipairs(tab.bodies) do
    for _, row in ipairs(body.body) do
      local tallest = 1
      for index, cell in ipairs(row.cells) do
        local spec = tab.colspecs[index]
        local room = math.max((spec and spec[2] or 1) * width - INSET, 1)
        local wanted = measure(pandoc.utils.stringify(cell.contents)) * SIZES[1]
        tallest = math.max(tallest, math.ceil(wanted / room))
      end
      lines = lines + tallest
    end
  end
  return lines
end

local function enclose(blocks, opening)
  blocks:insert(1, pandoc.RawBlock("typst", opening))
  blocks:insert(pandoc.RawBlock("typst", "]"))
end

function Pandoc(doc)
  if is_html then
    return doc:walk({ Table = function(tab)
      for index, spec in ipairs(tab.colspecs) do tab.colspecs[index] = { spec[1], nil } end
      return pandoc.Div({ tab }, pandoc.Attr("", { "table-scroll" }, { tabindex = "0" }))
    end })
  end
  local blocks = pandoc.Blocks({})
  for _, block in ipairs(doc.blocks) do
    local fits, lines = true, 0
    local function lay_out(width)
      return function(tab)
        fits = paper_table(tab, width) and fits
        lines = lines + body_lines(tab, width)
        return tab
      end
    end
    local laid = pandoc.Blocks({ block }):walk({ Table = lay_out(PORTRAIT) })
    if is_typst and not fits then
      lines = 0
      laid = pandoc.Blocks({ block }):walk({ Table = lay_out(LANDSCAPE) })
      if lines <= SIDEWAYS then enclose(laid, "#sideways[") else enclose(laid, "#page(flipped: true)[") end
    elseif is_typst and lines > 0 and lines <= KEPT_WHOLE then
      enclose(laid, "#floating[")
    end
    blocks:extend(laid)
  end
  doc.blocks = blocks
  return doc
end
