using System.Collections.Immutable;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry.Tables;

/// <summary>
/// Devices as a table, one a row: the columns <c>name, brand, address, mac, ports, allowFrom, paused</c>, ports and networks
/// with semicolons between. What <see cref="Write"/> writes, <see cref="Read"/> reads back the same.
/// </summary>
internal static class DeviceTable
{
    private const char Between = ';';

    /// <summary>The columns in the order of an export; an import takes them in any order and lets all but the first two of <see cref="Needed"/> be left out.</summary>
    public static ImmutableArray<string> Columns { get; } = ["name", "brand", "address", "mac", "ports", "allowFrom", "paused"];

    private static readonly ImmutableArray<string> Needed = ["name", "address", "ports"];

    public static string Write(IEnumerable<DeviceDocument> devices) => CsvText.Write(
        devices.Select(device => (IEnumerable<string>)
        [
            device.Name,
            device.Brand ?? "",
            device.Address,
            device.Mac ?? "",
            string.Join(Between, device.Ports.Select(PortText.Write)),
            string.Join(Between, device.AllowFrom ?? []),
            device.Paused ? "yes" : "",
        ]).Prepend(Columns));

    /// <summary>Reads a table; what no device can be read from is an error, and the device's own rules are checked later.</summary>
    public static (ImmutableArray<TableRow> Rows, ImmutableArray<TableError> Errors) Read(string text)
    {
        var (records, openQuoteLine) = CsvText.Read(text);
        if (openQuoteLine > 0) return ([], [new TableError(openQuoteLine, "", "A quote begins here and never ends. Close it.")]);
        if (records.IsEmpty) return ([], [new TableError(1, "", $"The table is empty. Its first row names the columns: {string.Join(',', Columns)}")]);
        var errors = new List<TableError>();
        var places = ReadHeading(records[0], errors);
        if (errors.Count > 0) return ([], [.. errors]);
        var rows = records.Skip(1).Select(record => ReadRow(record, places, errors)).ToImmutableArray();
        return (rows, [.. errors]);
    }

    private static Dictionary<string, int> ReadHeading(CsvRecord heading, List<TableError> errors)
    {
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var place = 0; place < heading.Cells.Length; place++)
        {
            var name = heading.Cells[place];
            if (name.Length == 0) continue;
            if (!Columns.Contains(name, StringComparer.OrdinalIgnoreCase)) errors.Add(new TableError(heading.Line, name, NearestWord.To(name, Columns) is { } near ? $"not a column; did you mean {near}?" : $"There is no such column. The columns are {string.Join(", ", Columns)}."));
            else if (!places.TryAdd(name, place)) errors.Add(new TableError(heading.Line, name, "The column stands twice."));
        }

        foreach (var missing in Needed.Where(column => !places.ContainsKey(column)))
            errors.Add(new TableError(heading.Line, missing, "The column is missing."));
        return places;
    }

    private static TableRow ReadRow(CsvRecord record, Dictionary<string, int> places, List<TableError> errors)
    {
        var before = errors.Count;
        if (record.Cells.Skip(places.Values.Max() + 1).Any(cell => cell.Length > 0))
            errors.Add(new TableError(record.Line, "", "The row has more cells than there are columns. Put quotes around a cell that holds a comma."));
        var allowed = Words("allowFrom");
        var device = new DeviceDocument
        {
            Name = Cell("name"),
            Brand = Cell("brand") is { Length: > 0 } brand ? brand : null,
            Address = Cell("address"),
            Mac = Cell("mac") is { Length: > 0 } mac ? mac : null,
            AllowFrom = allowed.Length == 0 ? null : allowed,
            Ports = [.. Words("ports").Select(ReadPort).OfType<PortDocument>()],
            Paused = ReadPaused(Cell("paused")),
        };
        return new TableRow(record.Line, device, errors.Count == before) { Columns = places.Keys };

        string Cell(string column) => places.TryGetValue(column, out var place) && place < record.Cells.Length ? record.Cells[place] : "";

        string[] Words(string column) => Cell(column).Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        PortDocument? ReadPort(string word)
        {
            if (PortText.Read(word) is { } port) return port;
            errors.Add(new TableError(record.Line, "ports", $"\"{word}\" is no port. Write for instance {PortText.Example}."));
            return null;
        }

        bool ReadPaused(string word)
        {
            if (word.ToLowerInvariant() is "" or "no" or "false" or "0") return false;
            if (word.ToLowerInvariant() is "yes" or "true" or "1") return true;
            errors.Add(new TableError(record.Line, "paused", $"\"{word}\" is neither yes nor no."));
            return false;
        }
    }
}

/// <summary>One device of a table.</summary>
/// <param name="Line">The line its row begins on, from 1.</param>
/// <param name="Device">The device as far as it could be read.</param>
/// <param name="IsGood">Whether all of its cells could be read.</param>
internal sealed record TableRow(int Line, DeviceDocument Device, bool IsGood)
{
    /// <summary>The table's columns.</summary>
    public required IReadOnlyCollection<string> Columns { get; init; }

    /// <summary>
    /// The device with what the table has no column for as it is registered: a list of names and addresses must not take an
    /// allow-list away, nor open what is paused.
    /// </summary>
    public DeviceDocument Over(DeviceDocument registered) => Device with
    {
        Brand = Tells("brand") ? Device.Brand : registered.Brand,
        Mac = Tells("mac") ? Device.Mac : registered.Mac,
        AllowFrom = Tells("allowFrom") ? Device.AllowFrom : registered.AllowFrom,
        Paused = Tells("paused") ? Device.Paused : registered.Paused,
    };

    private bool Tells(string column) => Columns.Contains(column, StringComparer.OrdinalIgnoreCase);
}

/// <summary>One mistake in a table.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column; empty for the row as a whole.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
internal sealed record TableError(int Line, string Column, string Message);
