using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using Porthole.Agent.Hosting;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Settings;
using Porthole.PortMapping;
using Porthole.Simulation;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole demo</c>: the agent against a simulated router and two cameras on loopback; no network or rights needed.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "demo",
            "Run the agent against a simulated router and two cameras on this PC; no network or rights are needed",
            """
            porthole demo
            porthole demo --data demo
            """);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var lifetime = new Foreground();
        await using var site = await SimulatedSite.StartAsync(cancellationToken: cancellationToken);
        var named = parsed.GetValue(CommonOptions.Data);
        var folder = StateFolder.At(named ?? Directory.CreateTempSubdirectory("porthole-demo-").FullName);
        Console.WriteLine($"A simulated router and {site.Cameras.Length} cameras run on loopback. Nothing leaves this PC.");
        try
        {
            return await AgentHost.RunAsync(Setup(site, folder), lifetime, cancellationToken);
        }
        finally
        {
            if (named is null) Directory.Delete(folder.Path, recursive: true);
        }
    }

    private static AgentSetup Setup(SimulatedSite site, StateFolder folder) => new()
    {
        Settings = new PortholeSettings { Devices = Devices(site) },
        Folder = folder,
        Locate = _ => new DefaultGateway
        {
            Address = site.Router.LanAddress,
            LocalAddress = site.LocalAddress,
            PrefixLength = 8,
            InterfaceName = "loopback",
        },
        GatewayOptions = new GatewayOptions { PcpPort = site.Router.PcpPort, SsdpPort = site.Router.SsdpPort, Multicast = false },
        Greet = url => Console.WriteLine(
            $"""
            Dashboard  {url}
            Status     porthole status --data {folder.Path}
            Watch      ffplay -rtsp_transport tcp rtsp://{new IPEndPoint(site.Router.WanAddress, site.Forwards[0].ExternalPort)}{site.Cameras[0].Options.StreamPath}
            Stop       Ctrl+C
            """),
    };

    /// <summary>The cameras as an owner would register them. The last one has an allow-list, so that both the direct and the relayed route are seen.</summary>
    private static ImmutableArray<DeviceSettings> Devices(SimulatedSite site) =>
    [
        .. site.Cameras.Select(camera => new DeviceSettings
        {
            Name = camera.Name,
            Brand = "hikvision",
            Address = camera.Address,
            AllowFrom = camera == site.Cameras[^1] ? [IPNetwork.Parse("127.0.0.0/8")] : null,
            Ports = [.. site.Forwards.Where(forward => forward.Camera == camera).Select(Port)],
        }),
    ];

    private static PortSettings Port(SimulatedForward forward) => new()
    {
        Name = forward.Name,
        Protocol = Transport.Tcp,
        Internal = forward.Internal.Port,
        External = forward.ExternalPort,
    };
}
