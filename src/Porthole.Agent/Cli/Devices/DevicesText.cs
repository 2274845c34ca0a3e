using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary>Devices as plain text for people, a line a port, so that even long names fit 80 columns.</summary>
internal static class DevicesText
{
    public static void Write(DevicesDocument devices, TextWriter output)
    {
        if (devices.Devices.IsEmpty)
        {
            output.WriteLine("No camera is registered. Register one with: porthole devices add");
            return;
        }

        TextTable.Write(["ID", "ADDRESS", "PORT", "OUTSIDE", "STATE"], devices.Devices.SelectMany(Rows), output);
    }

    /// <summary>Writes a device for programs, as the API does; false when that is not wished.</summary>
    public static bool WriteJson(ParseResult parsed, RegisteredDocument device)
    {
        if (!parsed.GetValue(CommonOptions.Json)) return false;
        Console.WriteLine(JsonSerializer.Serialize(device, DeviceJson.Indented.RegisteredDocument));
        return true;
    }

    /// <summary>What became of a device, with its ports.</summary>
    public static void WriteChange(RegisteredDocument device, string what, bool agentRuns, TextWriter output)
    {
        output.WriteLine($"{device.Name} ({device.Id}) {what}.");
        foreach (var port in device.Ports) output.WriteLine($"  {port.Name}  {device.Address}:{port.Internal} {port.Protocol}, outside at port {port.External}");
        output.WriteLine(agentRuns ? "See what is open with: porthole status" : "No agent runs: this holds from its next start.");
    }

    private static IEnumerable<string[]> Rows(RegisteredDocument device) => device.Ports.Select((port, index) => index == 0
        ? new[] { device.Id, device.Address, $"{port.Name} {port.Internal}/{port.Protocol}", $"{port.External}", State(device) }
        : ["", "", $"{port.Name} {port.Internal}/{port.Protocol}", $"{port.External}", ""]);

    private static string State(RegisteredDocument device) =>
        string.Join(", ", new[] { device.Paused ? "paused" : "", device.Fixed ? "fixed" : "" }.Where(word => word.Length > 0));
}
