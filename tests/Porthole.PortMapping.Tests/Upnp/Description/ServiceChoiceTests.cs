using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Description;

public sealed class ServiceChoiceTests
{
    private const string Ip1 = "urn:schemas-upnp-org:service:WANIPConnection:1";
    private const string Ip2 = "urn:schemas-upnp-org:service:WANIPConnection:2";
    private const string Ppp1 = "urn:schemas-upnp-org:service:WANPPPConnection:1";

    [Quirk("3c two WAN devices")]
    [Fact]
    public async Task ReadAsync_TwoWanDevicesFirstOneDown_TakesTheConnectedOne()
    {
        // MikroTik CHR, tailscale#8364.
        await using var igd = Router((Ip1, "/other"), (Ip1, "/ctl"));
        Other(igd, "<NewConnectionStatus>Disconnected</NewConnectionStatus>");

        (await igd.OpenAsync()).Soap.ControlUrl.AbsolutePath.ShouldBe("/ctl");
    }

    [Fact]
    public async Task ReadAsync_ConnectedButWithoutAddress_TakesTheOther()
    {
        await using var igd = Router((Ip1, "/other"), (Ppp1, "/ctl"));
        igd.ServiceType = Ppp1;
        Other(igd, "<NewConnectionStatus>Connected</NewConnectionStatus><NewExternalIPAddress>0.0.0.0</NewExternalIPAddress>");

        (await igd.OpenAsync()).Soap.Service.ServiceType.ShouldBe(Ppp1);
    }

    [Fact]
    public async Task ReadAsync_BothVersionsConnected_TakesTheNewer()
    {
        await using var igd = Router((Ppp1, "/ppp"), (Ip1, "/ip1"), (Ip2, "/ctl"));
        igd.ServiceType = Ip2;

        (await igd.OpenAsync()).Name.ShouldBe("upnp-igd2");
        igd.Server.Requests.Select(request => request.Path).ShouldBe(["/rootDesc.xml", "/ctl", "/ctl"]);
    }

    [Quirk("3c mixed versions")]
    [Fact]
    public async Task ReadAsync_Version2RootWithVersion1Service_IsVersion1()
    {
        // Syncthing rejects such a router.
        await using var igd = new FakeIgd();
        igd.OverrideHttp = request => request.Path == "/rootDesc.xml"
            ? FakeReply.Xml(Samples.Description(Ip1).Replace("InternetGatewayDevice:1", "InternetGatewayDevice:2", StringComparison.Ordinal))
            : null;

        (await igd.OpenAsync()).Name.ShouldBe("upnp-igd1");
    }

    [Fact]
    public async Task ReadAsync_AllDown_TakesTheFirstAllTheSame()
    {
        // The connection may come up later; until then it is the router's answers that explain what is wrong.
        await using var igd = Router((Ppp1, "/other"), (Ip1, "/ctl"));
        igd.Status = "Disconnected";
        Other(igd, "<NewConnectionStatus>Disconnected</NewConnectionStatus>");

        (await igd.OpenAsync()).Soap.Service.ServiceType.ShouldBe(Ip1);
        igd.Server.Requests.Count(request => request.Path == "/other").ShouldBe(1);
    }

    /// <summary>A description may name 64 services, and each may take its time.</summary>
    [Fact]
    public async Task ReadAsync_ServicesThatDoNotAnswer_TakesTheFirstInTwentySeconds()
    {
        var time = new ManualTime();
        await using var igd = Router([.. Enumerable.Range(0, 60).Select(number => (Ip1, $"/silent{number}"))]);
        var described = igd.OverrideHttp;
        igd.OverrideHttp = request => described(request) ?? new FakeReply { StaysOpen = true };
        var pending = igd.OpenAsync(time: time);
        await Eventually.True(() => igd.Server.Requests.Any(request => request.Path == "/silent0"), "the first is asked");

        time.Advance(TimeSpan.FromSeconds(20));

        (await pending.WaitAsync(TimeSpan.FromSeconds(30))).Soap.ControlUrl.AbsolutePath.ShouldBe("/silent0");
    }

    /// <summary>Lets the service at /other answer every call with these values.</summary>
    private static void Other(FakeIgd igd, string values)
    {
        var before = igd.OverrideHttp;
        igd.OverrideHttp = request => request.Path == "/other" ? igd.Granted("Any", values) : before(request);
    }

    private static FakeIgd Router(params (string Type, string Path)[] services)
    {
        var list = string.Concat(services.Select(service =>
            $"<service><serviceType>{service.Type}</serviceType><controlURL>{service.Path}</controlURL></service>"));
        return new FakeIgd { OverrideHttp = request => request.Path == "/rootDesc.xml" ? FakeReply.Xml($"<root><device>{list}</device></root>") : null };
    }
}
