// What the bytes of an office document give away: macros, encryption, commands. Each looks for what
// SpamAssassin 4.0.1's OLEVBMacro looks for, and says what that would say; no document is taken apart. Cost:
// linear. Formats: [MS-CFB] (Office up to 2003), RTF 1.5, ECMA-376 (Office since 2007), [MS-OFFMACRO].
#pragma once

#include <functional>
#include <string_view>

namespace gatepost {

// Does it begin as the compound files of Office up to 2003 do?
bool IsCompoundFile(std::string_view bytes);
// A compound file that asks for a password.
bool IsEncryptedDocument(std::string_view bytes);
// Marks of macros and of embedded objects, in a compound file, RTF or XML.
bool HasMacroMarks(std::string_view bytes);
// A macro that runs when the document is opened.
bool HasAutoRun(std::string_view bytes);
// A name by which a macro starts programs or fetches them: ours, not OLEVBMacro's. Source code is packed, but
// the names that it uses stand in the project as they are ([MS-OVBA] 2.3.4.1).
bool HasCommandWords(std::string_view bytes);
// A URL of a program in a string of a macro.
bool HasProgramUrl(std::string_view bytes);
// A spreadsheet in CSV that starts a command.
bool HasCsvCommand(std::string_view bytes);
// [Content_Types].xml names macros.
bool TypesNameMacros(std::string_view xml);
// *.rels: false where nothing stands in it. `take` gets the targets outside the document, as written.
bool ReadRelations(std::string_view xml, const std::function<void(std::string_view target)>& take);
// A target that makes Internet Explorer's MHTML run what it loads (CVE-2021-40444).
bool IsMhtmlTarget(std::string_view target);

}  // namespace gatepost
