using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Support;

/// <summary>Registries and devices for tests.</summary>
internal static class Registries
{
    public static DeviceRegistry Open(StateFolder folder, params DeviceSettings[] fixedDevices) =>
        new(new RegistryFile(folder.DevicesFile), new PortholeSettings { Devices = [.. fixedDevices] }, NullLogger<DeviceRegistry>.Instance);

    public static DeviceSettings Device(string name, string address = "192.0.2.20", params (string Name, int Internal, int? External)[] ports) => new()
    {
        Name = name,
        Address = IPAddress.Parse(address),
        Ports = [.. ports.Select(port => new PortSettings { Name = port.Name, Protocol = Transport.Tcp, Internal = port.Internal, External = port.External })],
    };

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
