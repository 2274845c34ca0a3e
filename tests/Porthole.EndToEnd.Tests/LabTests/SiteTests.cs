using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.LabTests;

/// <summary>The lab's cables, cards and addresses.</summary>
public sealed class SiteTests : Scenario
{
    [Fact]
    public async Task PullCable_ThenPlug_HostIsGoneAndBack()
    {
        await Lab.FrontDoor.StartHttpAsync();
        (await Lab.LanHost.CanGetAsync("http://192.168.1.20/")).ShouldBeTrue();

        await Lab.PullCableAsync(Lab.FrontDoor);
        (await Lab.LanHost.CanGetAsync("http://192.168.1.20/")).ShouldBeFalse();

        await Lab.PlugCableAsync(Lab.FrontDoor);
        (await Lab.LanHost.GetAsync("http://192.168.1.20/")).ShouldContain("front-door");
    }

    [Fact]
    public async Task MoveTo_HostAnswersAtItsNewAddress()
    {
        await Lab.FrontDoor.StartHttpAsync();

        await Lab.FrontDoor.MoveToAsync("192.168.1.77");

        (await Lab.LanHost.GetAsync("http://192.168.1.77/")).ShouldContain("front-door");
        (await Lab.FrontDoor.RunAsync("ip", "route")).Output.ShouldContain("default via 192.168.1.1");
    }

    [Fact]
    public async Task AddIsolatedCamera_OnlyTheNvrReachesIt()
    {
        var camera = await Lab.AddIsolatedCameraAsync();
        await camera.StartHttpAsync();

        (await Lab.Nvr.GetAsync("http://10.10.10.20/")).ShouldContain("seen from 10.10.10.1");
        (await Lab.LanHost.CanGetAsync("http://10.10.10.20/")).ShouldBeFalse();
        (await Lab.Router.CanGetAsync("http://10.10.10.20/")).ShouldBeFalse();
    }

    [Fact]
    public async Task RemoveDefaultRoute_ThenSetIt_HostIsOnlineAgain()
    {
        await Camera.StartHttpAsync(Lab.Viewer, "internet", 80);
        await Lab.Nvr.RemoveDefaultRouteAsync();
        (await Lab.Nvr.CanGetAsync("http://11.0.0.2/")).ShouldBeFalse();

        await Lab.Nvr.SetDefaultRouteAsync(Router.LanAddress);
        (await Lab.Nvr.GetAsync("http://11.0.0.2/")).ShouldContain("seen from 11.0.0.1");
    }

    [Fact]
    public async Task Http_OfAHost_ConnectsFromThatHost()
    {
        await Lab.FrontDoor.StartHttpAsync();

        (await Lab.LanHost.Http.GetStringAsync(new Uri("http://192.168.1.20/"))).ShouldContain("seen from 192.168.1.50");
        (await Lab.Nvr.Http.GetByteArrayAsync(new Uri("http://192.168.1.20/picture.jpg")))[..3].ShouldBe([0xFF, 0xD8, 0xFF]);
    }
}
