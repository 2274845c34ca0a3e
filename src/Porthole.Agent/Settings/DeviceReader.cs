using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Porthole.Agent.Devices;
using Porthole.PortMapping;

namespace Porthole.Agent.Settings;

/// <summary>Reads the list of devices and their ports.</summary>
internal static class DeviceReader
{
    /// <summary>Longer ones fit into no table, log line or router's description.</summary>
    private const int LongestName = 64;

    /// <summary>The devices of the settings.</summary>
    public static ImmutableArray<DeviceSettings> ReadAll(IConfigurationSection list, List<SettingsError> errors) =>
        [.. list.GetChildren().Select(entry => ReadDevice(entry, errors, (device, section) =>
        {
            section.RefuseOthers();
            return device;
        }))];

    /// <summary>The devices of a document of the registry, which tells more of them than the settings do.</summary>
    public static ImmutableArray<DeviceSettings> ReadRegistered(IConfigurationSection list, List<SettingsError> errors) =>
        [.. list.GetChildren().Select(entry => ReadDevice(entry, errors, (device, section) =>
        {
            device = device with { IsPaused = section.Flag("Paused", fallback: false) };

            // What a list or an export tells of a device may be sent back as it is.
            section.RefuseOthers("Id", "Fixed");
            return device;
        }))];

    private static DeviceSettings ReadDevice(IConfigurationSection entry, List<SettingsError> errors, Func<DeviceSettings, SectionReader, DeviceSettings> finish)
    {
        var path = $"Devices[{entry.Key}].";
        var name = entry["Name"]?.Trim();
        var section = new SectionReader(entry, path, string.IsNullOrEmpty(name) ? $"number {entry.Key}" : name, errors);
        if (!section.Children("Ports").Any()) section.Add("Ports", "No port is given. Name at least one, for instance { \"Name\": \"rtsp\", \"Internal\": 554 }.");
        var device = new DeviceSettings
        {
            Name = ReadName(section),
            Brand = section.Text("Brand"),
            Address = ReadAddress(section),
            Mac = ReadMac(section),
            AllowFrom = section.Networks("AllowFrom"),
            Ports = [.. section.Children("Ports").Select(port => ReadPort(port, section, errors)).OfType<PortSettings>()],
        };
        return finish(device, section);
    }

    private static string ReadName(SectionReader section)
    {
        var name = section.RequiredText("Name", "The device's name");
        if (name.Length > LongestName) section.Add("Name", $"The name is too long. Give one of {LongestName} characters at the most.");
        else if (name.Any(char.IsControl)) section.Add("Name", "The name holds a control character. Write it on one line.");
        else if (name.Length > 0 && ForwardId.Slug(name).Length == 0) section.Add("Name", $"\"{name}\" holds no letter and no digit. Give a name that does.");
        return name;
    }

    private static IPAddress? ReadAddress(SectionReader section)
    {
        const string Advice = "Give the device's IPv4 address on the LAN, for instance 192.168.1.20, or localhost for this PC.";
        if (section.Text("Address") is not { } text)
        {
            section.Add("Address", $"The address is missing. {Advice}");
            return null;
        }

        if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return null;
        if (NetworkText.TryParseAddress(text, out var address) && IsHost(address)) return address.Equals(IPAddress.Loopback) ? null : address;
        section.Add("Address", NetworkText.WithoutLeadingZeros(text) is { } plain
            ? $"\"{text}\" has leading zeros, which some programs read as another number. Write {plain}."
            : $"\"{text}\" is not the address of a device. {Advice}");
        return null;
    }

    private static bool IsHost(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [> 0 and < 224, ..];

    private static string? ReadMac(SectionReader section)
    {
        if (section.Text("Mac") is not { } text) return null;
        if (PhysicalAddress.TryParse(text.Replace('.', ':').ToUpperInvariant(), out var mac) && mac.GetAddressBytes() is { Length: 6 } bytes)
            return string.Join(':', bytes.Select(part => part.ToString("x2")));
        section.Add("Mac", $"\"{text}\" is not a MAC address. Write for instance 44:19:b6:00:00:01.");
        return null;
    }

    private static PortSettings? ReadPort(IConfigurationSection entry, SectionReader device, List<SettingsError> errors)
    {
        var before = errors.Count;
        var section = new SectionReader(entry, $"{device.Path}Ports[{entry.Key}].", device.Device, errors);
        var protocol = section.Word("Protocol", Transport.Tcp, ("tcp", Transport.Tcp), ("udp", Transport.Udp));
        if (!section.Has("Internal")) section.Add("Internal", "The device's port is missing. Give 1 to 65535.");
        var inner = ReadPortNumber(section, "Internal");
        var port = new PortSettings
        {
            Name = section.Text("Name") ?? PortNames.For(protocol, inner ?? 0),
            Protocol = protocol,
            Internal = inner ?? 0,
            External = ReadPortNumber(section, "External"),
            Route = section.Word(
                "Route",
                RoutePreference.Auto,
                ("auto", RoutePreference.Auto),
                ("direct", RoutePreference.Direct),
                ("relay", RoutePreference.Relay)),
            Force = section.Flag("Force", fallback: false),
        };
        section.RefuseOthers();

        // A port with mistakes is reported once, here, and takes no part in the checks across devices.
        return errors.Count == before ? port : null;
    }

    private static int? ReadPortNumber(SectionReader section, string key)
    {
        if (section.OptionalNumber(key) is not { } number) return null;
        if (number is >= 1 and <= ushort.MaxValue) return number;
        section.Add(key, $"{number} is not a port number. Give 1 to 65535.");
        return null;
    }
}
