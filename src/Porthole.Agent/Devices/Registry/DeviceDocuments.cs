using System.Collections.Immutable;
using System.Net;
using System.Text;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Registry;

/// <summary>Writes devices as documents, and reads documents by the rules and in the words of the settings.</summary>
internal static class DeviceDocuments
{
    public static DeviceDocument From(DeviceSettings device) => new()
    {
        Name = device.Name,
        Brand = device.Brand,
        Address = device.Address?.ToString() ?? "localhost",
        Mac = device.Mac,
        AllowFrom = device.AllowFrom?.Select(Text).ToList(),
        Ports = [.. device.Ports.Select(Port)],
        Paused = device.IsPaused,
    };

    public static RegisteredDocument From(RegisteredDevice device)
    {
        var document = From(device.Settings);
        return new RegisteredDocument
        {
            Id = device.Id,
            Fixed = device.IsFixed,
            Name = document.Name,
            Brand = document.Brand,
            Address = document.Address,
            Mac = document.Mac,
            AllowFrom = document.AllowFrom,
            Ports = document.Ports,
            Paused = document.Paused,
        };
    }

    /// <summary>Reads a list of devices; every mistake is found in one pass, with keys that begin <c>Devices[0].</c></summary>
    /// <param name="list">A JSON array of device documents, already known to be valid JSON.</param>
    /// <param name="errors">Takes the mistakes.</param>
    public static ImmutableArray<DeviceSettings> Read(string list, List<SettingsError> errors)
    {
        try
        {
            // The settings' own reader: one set of rules and one wording, wherever a device comes from.
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Devices":{{list}}}"""));
            return DeviceReader.ReadRegistered(new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("Devices"), errors);
        }
        catch (FormatException exception)
        {
            // A key that stands twice; which of the two was meant nobody can tell.
            errors.Add(new SettingsError(null, "Devices", $"{exception.Message.TrimEnd('.')}. Write each key once."));
            return [];
        }
    }

    private static PortDocument Port(PortSettings port) => new()
    {
        Name = port.Name,
        Protocol = port.Protocol == Transport.Tcp ? "tcp" : "udp",
        Internal = port.Internal,
        External = port.External,
        Route = port.Route.ToString().ToLowerInvariant(),
        Force = port.Force,
    };

    // A single host is written as people write it, without the length of its prefix.
    private static string Text(IPNetwork network) =>
        network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8 ? network.BaseAddress.ToString() : network.ToString();
}
