using System.Collections.Immutable;
using System.Text;

namespace Porthole.Agent.Devices.Registry.Tables;

/// <summary>One record of a CSV text.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Cells">Its cells.</param>
internal sealed record CsvRecord(int Line, ImmutableArray<string> Cells);

/// <summary>
/// CSV as spreadsheets write it (RFC 4180): quotes around cells that need them, doubled inside; LF or CRLF; a comma, or
/// the semicolon that Excel writes where the comma is the decimal point.
/// </summary>
internal static class CsvText
{
    /// <summary>A spreadsheet takes a cell that begins so for a formula, and a camera's name may come from a stranger (OWASP, "CSV Injection").</summary>
    private const string FormulaStarts = "=+-@\t";

    /// <summary>Excel takes a file for UTF-8 only when it begins with this.</summary>
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Reads every record; lines without any content are left out.</summary>
    /// <returns>The records, and the line of a quote that never ends; zero when every quote does.</returns>
    public static (ImmutableArray<CsvRecord> Records, int OpenQuoteLine) Read(string text)
    {
        var separator = SeparatorOf(text);
        var records = ImmutableArray.CreateBuilder<CsvRecord>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, firstLine, quoteLine) = (1, 1, 0);
        for (var i = text.StartsWith(ByteOrderMark) ? 1 : 0; i < text.Length; i++)
        {
            var character = text[i];
            var isDoubled = character == '"' && i + 1 < text.Length && text[i + 1] == '"';
            if (character == '\n') line++;
            if (quoteLine > 0)
            {
                if (character != '"' || isDoubled) cell.Append(character);
                else quoteLine = 0;
                if (isDoubled) i++;
            }
            else if (character == '"' && cell.Length == 0)
            {
                quoteLine = line;
            }
            else if (character == separator)
            {
                EndCell();
            }
            else if (character == '\n')
            {
                EndRecord();
                firstLine = line;
            }
            else if (character != '\r')
            {
                cell.Append(character);
            }
        }

        EndRecord();
        return (records.ToImmutable(), quoteLine);

        void EndCell()
        {
            cells.Add(Unguarded(cell.ToString().Trim()));
            cell.Clear();
        }

        void EndRecord()
        {
            EndCell();
            if (cells.Exists(content => content.Length > 0)) records.Add(new CsvRecord(firstLine, [.. cells]));
            cells.Clear();
        }
    }

    /// <summary>Writes records with commas and CRLF, as RFC 4180 has it, so that every spreadsheet reads them.</summary>
    public static string Write(IEnumerable<IEnumerable<string>> records)
    {
        var text = new StringBuilder().Append(ByteOrderMark);
        foreach (var record in records) text.AppendJoin(',', record.Select(Quoted)).Append("\r\n");
        return text.ToString();
    }

    private static string Quoted(string cell)
    {
        var guarded = NeedsGuard(cell) ? $"'{cell}" : cell;
        return guarded.AsSpan().ContainsAny("\",;\r\n") ? $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : guarded;
    }

    private static string Unguarded(string cell) => cell.StartsWith('\'') && NeedsGuard(cell[1..]) ? cell[1..] : cell;

    private static bool NeedsGuard(string cell) => cell.Length > 0 && FormulaStarts.Contains(cell[0], StringComparison.Ordinal);

    private static char SeparatorOf(string text)
    {
        var heading = text.AsSpan(0, text.AsSpan().IndexOf('\n') is var end and >= 0 ? end : text.Length);
        return heading.Count(';') > heading.Count(',') ? ';' : ',';
    }
}
