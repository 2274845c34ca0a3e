using Porthole.Simulation.Tests.Support;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation.Tests;

public sealed class SimulatedSiteTests
{
    // Addresses of this class's own, so that a demo running on the same machine is not in the way.
    private static readonly SimulatedSiteOptions Options = new()
    {
        Router = new() { SecureMode = false, LanAddress = IPAddress.Parse("127.0.4.254"), WanAddress = IPAddress.Parse("127.77.4.1") },
        Cameras =
        [
            new() { Name = "Front door", Address = IPAddress.Parse("127.0.4.20"), RtspPort = 8554, HttpPort = 8080 },
            new() { Name = "Garage", Address = IPAddress.Parse("127.0.4.21"), RtspPort = 8554, HttpPort = 8080 },
        ],
    };

    [Fact]
    public async Task StartAsync_UsualPortsTaken_PicksFreeOnes()
    {
        using var squatter = new TcpListener(IPAddress.Parse("127.77.4.1"), 8554);
        squatter.Start();
        using var other = new TcpListener(IPAddress.Parse("127.0.4.20"), 8080);
        other.Start();

        await using var site = await SimulatedSite.StartAsync(Options);

        site.Forwards.Select(f => (f.Camera.Name, f.Name, f.ExternalPort)).ShouldBe(
        [
            ("Front door", "rtsp", 8555), ("Front door", "http", 8080), ("Garage", "rtsp", 8556), ("Garage", "http", 8081),
        ]);
        site.Cameras[0].RtspPort.ShouldBe(8554);
        site.Cameras[0].HttpPort.ShouldNotBe(8080);
        site.Cameras[1].HttpPort.ShouldBe(8080);
    }

    [Fact]
    public async Task StartAsync_Mapped_CameraPlaysThroughTheRouter()
    {
        await using var site = await SimulatedSite.StartAsync(Options);
        var forward = site.Forwards[0];
        site.Router.AddMapping(new()
        {
            Protocol = ProtocolType.Tcp,
            ExternalPort = forward.ExternalPort,
            Internal = forward.Internal,
            MadeBy = RouterProtocols.Upnp,
        }).ShouldBeTrue();

        var (exitCode, output) = await Tool.RunAsync(
            "ffmpeg", "-v", "error", "-rtsp_transport", "tcp",
            "-i", $"rtsp://{site.Router.WanAddress}:{forward.ExternalPort}{forward.Camera.Options.StreamPath}",
            "-frames:v", "5", "-f", "null", "-");
        exitCode.ShouldBe(0, output);
        output.ShouldBeEmpty();
    }
}
