using System.Collections.Immutable;
using System.Text.Json;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Devices.Registry.Tables;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli.Devices;

/// <summary>A file of devices as far as it can be read: the good rows, where each stands, and what is wrong with the others.</summary>
internal sealed class ImportFile
{
    /// <summary>The readable devices as a JSON array.</summary>
    public string List { get; private init; } = "[]";

    /// <summary>Where each device of <see cref="List"/> stands, for messages.</summary>
    public ImmutableArray<string> Places { get; private init; } = [];

    /// <summary>What is wrong with the rest, with its place.</summary>
    public ImmutableArray<string> Errors { get; private init; } = [];

    private bool IsTable => !Rows.IsEmpty;

    private ImmutableArray<TableRow> Rows { get; init; } = [];

    /// <summary><see cref="List"/>; what a table has no column for is as the device is registered.</summary>
    public string ListOver(IReadOnlyCollection<RegisteredDocument> registered) => IsTable ? Serialize([.. Rows.Select(row => Over(row, registered))]) : List;

    public static ImportFile Read(string path, string text) => ExportCommand.IsJson(path) || text.TrimStart() is ['{' or '[', ..] ? ReadJson(text) : ReadTable(text);

    /// <summary>A mistake of a device in the file's own words: row and column of a table, key of a document.</summary>
    public string Place(int index, string key) => key.Length == 0 ? Places[index] : $"{Places[index]}, {(IsTable ? $"column {Column(key)}" : key)}";

    private static ImportFile ReadTable(string text)
    {
        var (rows, errors) = DeviceTable.Read(text);
        var good = rows.Where(row => row.IsGood).ToList();
        return new ImportFile
        {
            Rows = [.. good],
            List = Serialize([.. good.Select(row => row.Device)]),
            Places = [.. good.Select(row => $"row {row.Line}")],
            Errors = [.. errors.Select(error => $"row {error.Line}{(error.Column.Length == 0 ? "" : $", column {error.Column}")}: {error.Message}")],
        };
    }

    private static ImportFile ReadJson(string text)
    {
        try
        {
            using var document = WholeText.Check(JsonDocument.Parse(text));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && RegistryKeys.Unknown(root) is { IsEmpty: false } unknown) return new ImportFile { Errors = unknown };
            var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("devices", out var devices) ? devices : root;
            if (list.ValueKind != JsonValueKind.Array) return new ImportFile { Errors = ["A list of devices is wanted, as \"porthole devices export --format json\" writes it."] };
            return new ImportFile { List = list.GetRawText(), Places = [.. list.EnumerateArray().Select((_, index) => $"device {index + 1}")] };
        }
        catch (JsonException exception)
        {
            return new ImportFile { Errors = [$"It is not valid JSON: {JsonMistake.Of(exception)}"] };
        }
    }

    private static DeviceDocument Over(TableRow row, IReadOnlyCollection<RegisteredDocument> registered) =>
        registered.FirstOrDefault(device => device.Id == ForwardId.Slug(row.Device.Name)) is { } known ? row.Over(known) : row.Device;

    private static string Serialize(ImmutableArray<DeviceDocument> devices) => JsonSerializer.Serialize(devices, DeviceJson.Default.ImmutableArrayDeviceDocument);

    // "Ports[1].Internal" is in the column "ports".
    private static string Column(string key) =>
        DeviceTable.Columns.FirstOrDefault(column => key.StartsWith(column, StringComparison.OrdinalIgnoreCase)) ?? key;
}
