using System.Text.Json;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>Takes devices in as JSON, from the API and from the command line alike.</summary>
internal static class RegistryIntake
{
    private const string ListPrefix = "Devices[";

    public static RegistryAnswer Add(this DeviceRegistry registry, JsonElement device) =>
        Read(device, out var settings) is { } refusal ? refusal : registry.Add(settings);

    public static RegistryAnswer Replace(this DeviceRegistry registry, string id, JsonElement device) =>
        Read(device, out var settings) is { } refusal ? refusal : registry.Replace(id, settings);

    /// <summary>Imports the devices of a list; see <see cref="DeviceRegistry.Import"/>.</summary>
    public static RegistryRefusal? Import(this DeviceRegistry registry, JsonElement list, ImportMode mode, out ImportReport report)
    {
        report = new ImportReport([]);
        if (list.ValueKind != JsonValueKind.Array) return Invalid("A list of devices is wanted: { \"devices\": [ … ] }.", []);
        var errors = new List<SettingsError>();
        var devices = DeviceDocuments.Read(list.GetRawText(), errors);
        return devices.IsEmpty && errors.Count > 0
            ? Invalid(errors[0].Message, errors)
            : registry.Import(devices, errors.ToLookup(Row, error => new ImportError(WithinDevice(error), error.Message)), mode, out report);
    }

    private static RegistryRefusal? Read(JsonElement device, out DeviceSettings settings)
    {
        settings = new DeviceSettings { Name = "" };
        if (device.ValueKind != JsonValueKind.Object) return Invalid("A device is wanted: { \"name\": …, \"address\": …, \"ports\": [ … ] }.", []);
        var errors = new List<SettingsError>();
        var devices = DeviceDocuments.Read($"[{device.GetRawText()}]", errors);
        if (errors.Count > 0) return Invalid(string.Join(" ", errors.Select(error => error.Message)), [.. errors.Select(error => error with { Key = WithinDevice(error) })]);
        if (devices.IsEmpty) return Invalid("The device has no content. Give at least a name, an address and a port.", []);
        settings = devices[0];
        return null;
    }

    private static RegistryRefusal Invalid(string detail, IReadOnlyCollection<SettingsError> errors) =>
        new(RegistryRefusalReason.Invalid, detail) { Errors = [.. errors] };

    // "Devices[3].Ports[1].Internal": row 3, and "Ports[1].Internal" within it.
    private static int Row(SettingsError error)
    {
        var end = error.Key.IndexOf(']', StringComparison.Ordinal);
        return end > 0 && int.TryParse(error.Key.AsSpan(ListPrefix.Length, end - ListPrefix.Length), out var row) ? row : -1;
    }

    private static string WithinDevice(SettingsError error)
    {
        var end = error.Key.IndexOf("].", StringComparison.Ordinal);
        return end < 0 ? "" : error.Key[(end + 2)..];
    }
}
