using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Devices;

public sealed class WishedForwardsTests
{
    [Fact]
    public void From_TwoCamerasWithoutExternalPorts_GivesEachItsOwn()
    {
        var forwards = WishedForwards.From([Device("Door", 20, (554, null)), Device("Yard", 21, (554, null))]);

        forwards.Select(forward => (int)forward.ExternalPort).ShouldBe([8554, 18554]);
    }

    [Fact]
    public void From_DefaultMeetsNamedPort_NamedPortKeepsIt()
    {
        var forwards = WishedForwards.From([Device("Door", 20, (554, null)), Device("Yard", 21, (80, 8554))]);

        forwards.Select(forward => (int)forward.ExternalPort).ShouldBe([18554, 8554]);
    }

    [Fact]
    public void From_ManyCamerasOfOneKind_RepeatsNoPort()
    {
        var forwards = WishedForwards.From([.. Enumerable.Range(0, 500).Select(number => Device($"Camera {number}", 20, (554, null)))]);

        forwards.Select(forward => forward.ExternalPort).ShouldBeUnique();
        forwards.Select(forward => forward.Id).ShouldBeUnique();
    }

    // Beside a port that worms try first, and just below the last number there is.
    [Theory]
    [InlineData(9520)]
    [InlineData(65_500)]
    public void From_MoreCamerasThanTheSequenceHolds_TakesOnlyNumbersThatMayBeTaken(int inner)
    {
        var forwards = WishedForwards.From([.. Enumerable.Range(0, 300).Select(number => Device($"Camera {number}", 20, (inner, null)))]);

        forwards.Select(forward => forward.ExternalPort).ShouldBeUnique();
        forwards.ShouldAllBe(forward => forward.ExternalPort >= 1024 && forward.ExternalPort != 9530);
    }

    [Theory]
    [InlineData(65535)]
    [InlineData(9529)]
    public void From_ManyCamerasNearTheLastPortOrAScannedOne_GivesEachAPortThatNobodyScans(int inner)
    {
        var forwards = WishedForwards.From([.. Enumerable.Range(0, 20).Select(number => Device($"Camera {number}", 20, (inner, null)))]);

        forwards.Select(forward => forward.ExternalPort).ShouldBeUnique();
        forwards.ShouldAllBe(forward => forward.ExternalPort >= 1024 && !ExternalPorts.IsScanned(forward.ExternalPort));
    }

    [Theory]
    [InlineData("Front door", "rtsp", "front-door/rtsp")]
    [InlineData("  Hof / Süd!  ", "HTTP 2", "hof-süd/http-2")]
    public void Create_Names_GivesAReadableIdentity(string device, string port, string id) => ForwardId.Create(device, port).ShouldBe(id);

    [Theory]
    [InlineData("hikvision", "rtsp", 554, "rtsp://198.51.100.7:8554/Streaming/Channels/101")]
    [InlineData("DAHUA", "rtsp", 554, "rtsp://198.51.100.7:8554/cam/realmonitor?channel=1&subtype=0")]
    [InlineData(null, "rtsp", 554, "rtsp://198.51.100.7:8554/")]
    [InlineData(null, "web", 80, "http://198.51.100.7:8554/")]
    [InlineData("hikvision", "server", 8000, null)]
    public void For_BrandAndPort_GivesTheUrlToType(string? brand, string name, int inner, string? url)
    {
        var forward = new WishedForward
        {
            Id = "x/y",
            Device = "x",
            Name = name,
            Brand = brand,
            Transport = Transport.Tcp,
            InternalPort = (ushort)inner,
            ExternalPort = 8554,
        };

        StreamUrl.For(forward, "198.51.100.7:8554").ShouldBe(url);
    }

    private static DeviceSettings Device(string name, int host, params (int Internal, int? External)[] ports) => new()
    {
        Name = name,
        Address = IPAddress.Parse($"192.168.1.{host}"),
        Ports = [.. ports.Select(port => new PortSettings { Name = $"p{port.Internal}", Protocol = Transport.Tcp, Internal = port.Internal, External = port.External })],
    };
}
