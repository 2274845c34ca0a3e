using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.LabTests;

/// <summary>The lab without Porthole: other people's clients get from the router what a scenario relies on.</summary>
public sealed class RouterTests : Scenario
{
    [Fact]
    public async Task Map_PermissiveRouter_ViewerPlaysTheCamera()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();

        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "554", "8554", "tcp", "0");
        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0");

        (await Lab.Router.RulesAsync()).Select(rule => rule.ToString()).ShouldBe(["tcp 8080 -> 192.168.1.20:80", "tcp 8554 -> 192.168.1.20:554"]);
        var video = await Lab.Viewer.ProbeRtspAsync("rtsp://11.0.0.1:8554/Streaming/Channels/101");
        video.Codec.ShouldBe("h264");
        video.Width.ShouldBe(Lab.FrontDoor.Width);
        video.Packets.ShouldBeGreaterThan(0);
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("seen from 11.0.0.2");
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/", RouterLab.StrangerAddress)).ShouldContain("seen from 11.0.0.3");
        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8081/")).ShouldBeFalse();
    }

    [Fact]
    public async Task Unmap_AfterMap_ViewerIsShutOut()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0");

        await Lab.Nvr.RunAsync("upnpc", "-d", "8080", "tcp");

        (await Lab.Router.RulesAsync()).ShouldBeEmpty();
        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8080/")).ShouldBeFalse();
    }

    [Fact]
    public async Task Map_OverNatPmp_OpensForTheAskerOnly()
    {
        await Lab.Router.StartAsync(new RouterConfig { EnableUpnp = false });

        await Lab.Nvr.RunAsync("natpmpc", "-a", "9000", "9001", "tcp", "300");
        await Lab.Nvr.RunAsync("natpmpc", "-a", "9002", "9003", "udp", "300");

        (await Lab.Router.RulesAsync()).Select(rule => rule.ToString()).ShouldBe(["tcp 9000 -> 192.168.1.10:9001", "udp 9002 -> 192.168.1.10:9003"]);
        (await Lab.Nvr.TryAsync("upnpc", "-s")).Error.ShouldContain("No IGD UPnP Device found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Map_SecureModeForAnotherHost_RefusedWith718(bool igdV1)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true, IgdV1 = igdV1 });

        (await Lab.Nvr.TryAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0")).ToString().ShouldContain("failed with code 718");

        (await Lab.Router.RulesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Map_SampleRules_LowInternalPortRefused()
    {
        await Lab.Router.StartAsync(new RouterConfig { Rules = RouterConfig.SampleRules });

        await Lab.Nvr.TryAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0");
        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "8000", "8081", "tcp", "0");

        (await Lab.Router.RulesAsync()).ShouldHaveSingleItem().ToString().ShouldBe("tcp 8081 -> 192.168.1.20:8000");
    }

    [Fact]
    public async Task Map_DenyAll_Refused()
    {
        await Lab.Router.StartAsync(new RouterConfig { Rules = RouterConfig.DenyAll, Debug = false });

        await Lab.Nvr.TryAsync("upnpc", "-a", "192.168.1.10", "8080", "8080", "tcp", "0");
        await Lab.Nvr.TryAsync("natpmpc", "-a", "8080", "8080", "tcp", "300");

        (await Lab.Router.RulesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reboot_RulesAreGoneAndUpnpIsElsewhere()
    {
        await Lab.Router.StartAsync();
        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0");

        await Lab.Router.RebootAsync(httpPort: 5566);

        (await Lab.Router.RulesAsync()).ShouldBeEmpty();
        (await Lab.Nvr.RunAsync("upnpc", "-s")).Output.ShouldContain("http://192.168.1.1:5566/");
    }

    [Fact]
    public async Task ChangeWanAddress_IsTold()
    {
        await Lab.Router.StartAsync();

        await Lab.Router.ChangeWanAddressAsync("11.0.0.9");

        (await Lab.Nvr.RunAsync("upnpc", "-s")).Output.ShouldContain("ExternalIPAddress = 11.0.0.9");
    }

    [Fact]
    public async Task Start_WithAnotherExternalAddress_IsTold()
    {
        await Lab.Router.StartAsync(new RouterConfig { ExtIp = "11.0.0.200" });

        (await Lab.Nvr.RunAsync("upnpc", "-s")).Output.ShouldContain("ExternalIPAddress = 11.0.0.200");
    }

    [Fact]
    public async Task Map_Udp_DatagramsGoBothWays()
    {
        await Lab.Router.StartAsync();
        using var device = Lab.FrontDoor.BindUdp(9000);

        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "9000", "9100", "udp", "0");

        (await Lab.AskOverUdpAsync(device, 9100)).ShouldBe(RouterLab.ViewerAddress);
    }

    [Fact]
    public async Task Watch_MappedCamera_PictureRunsUntilTheCameraEnds()
    {
        await Lab.Router.StartAsync();
        var camera = await Lab.FrontDoor.StartHttpAsync();
        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0");

        using var watching = await LiveView.OpenAsync(Lab, 8080);

        await camera.KillAsync();
        await watching.ShouldEndAsync();
    }

    [Fact]
    public async Task Lease_RunsOut_RuleIsGone()
    {
        await Lab.Router.StartAsync();

        await Lab.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "2");

        await Lab.Router.WaitForRulesAsync("no rule", rules => rules.IsEmpty);
    }
}
