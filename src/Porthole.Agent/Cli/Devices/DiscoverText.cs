using System.Collections.Immutable;
using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Cli.Devices;

/// <summary>What a search found as plain text for people, in 80 columns.</summary>
internal static class DiscoverText
{
    private const int LongestName = 22;
    private const int MostPorts = 3;
    private const int Width = 80;

    public static void Write(ImmutableArray<DiscoveredDevice> devices, TextWriter output)
    {
        if (devices.IsEmpty)
        {
            output.WriteLine("No camera was found. Is it on, and on the same network as this PC?");
            output.WriteLine("If you know its address: porthole devices discover --at ADDRESS");
            return;
        }

        TextTable.Write(
            ["ADDRESS", "CAMERA", "MAC", "PORTS"],
            devices.Select(device => new[] { device.Address.ToString(), Short(device.ProposedName), device.Mac ?? "-", Ports(device) }),
            output);
        output.WriteLine();
        foreach (var notes in devices.SelectMany(device => device.Notes.Select(note => (Note: note, device.ProposedName))).GroupBy(entry => entry.Note, entry => entry.ProposedName))
        {
            foreach (var line in Wrapped($"{Named([.. notes])}: {notes.Key}")) output.WriteLine(line);
            output.WriteLine();
        }

        output.WriteLine(devices.Length == 1 ? "1 camera. Register it with" : $"{devices.Length} cameras. Register one with");
        output.WriteLine("  porthole devices add --from-discovery ADDRESS");
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..(LongestName - 1)]}…";

    private static string Ports(DiscoveredDevice device) =>
        device.OpenPorts.Length == 0 ? "-"
        : string.Join(' ', device.OpenPorts.Take(MostPorts)) + (device.OpenPorts.Length > MostPorts ? $" +{device.OpenPorts.Length - MostPorts}" : "");

    private static string Named(ImmutableArray<string> names) =>
        names.Length <= 2 ? string.Join(" and ", names) : $"{names[0]} and {names.Length - 1} others";

    private static IEnumerable<string> Wrapped(string text)
    {
        while (text.Length > Width)
        {
            var cut = text.LastIndexOf(' ', Width);
            if (cut <= 0) cut = Width;
            yield return text[..cut];
            text = $"  {text[cut..].TrimStart()}";
        }

        yield return text;
    }
}
