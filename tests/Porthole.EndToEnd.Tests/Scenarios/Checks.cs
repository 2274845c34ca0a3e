using System.Net;
using System.Net.Sockets;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>What several scenarios look at, always from the outside: the viewer, the router's table, the status.</summary>
internal static class Checks
{
    /// <summary>The front door's stream plays and its page opens for somebody on the internet, who is seen by the camera as <paramref name="seenFrom"/>.</summary>
    public static async Task ShouldShowTheFrontDoorAsync(this RouterLab lab, string seenFrom)
    {
        var video = await lab.Viewer.ProbeRtspAsync($"rtsp://{RouterLab.WanAddress}:8554{Camera.StreamPath}");
        video.Width.ShouldBe(lab.FrontDoor.Width);
        video.Packets.ShouldBeGreaterThan(0);
        (await lab.Viewer.GetAsync($"http://{RouterLab.WanAddress}:8080/")).ShouldContain($"seen from {seenFrom}");
    }

    /// <summary>The router comes to forward exactly this: a status is published when a way is open, and another one may be closed just after.</summary>
    public static Task ShouldForwardAsync(this Router router, params string[] rules) =>
        router.WaitForRulesAsync($"exactly [{string.Join(", ", rules)}]", held => held.Select(rule => rule.ToString()).SequenceEqual(rules));

    /// <summary>The router forwards exactly this at this moment.</summary>
    public static async Task ShouldForwardNowAsync(this Router router, params string[] rules) =>
        (await router.RulesAsync()).Select(rule => rule.ToString()).ShouldBe(rules);

    /// <summary>A datagram reaches the device by the router's port and is answered; yields the address that the device saw it come from.</summary>
    public static async Task<string> AskOverUdpAsync(this RouterLab lab, Socket device, int externalPort)
    {
        using var viewer = lab.Viewer.BindUdp(0);
        using var limit = new CancellationTokenSource(Wait.Bound);
        var router = new IPEndPoint(IPAddress.Parse(RouterLab.WanAddress), externalPort);
        await viewer.SendToAsync("question"u8.ToArray(), router, limit.Token);
        var buffer = new byte[64];
        var question = await device.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), limit.Token);
        await device.SendToAsync("answer"u8.ToArray(), question.RemoteEndPoint, limit.Token);
        var answer = await viewer.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), limit.Token);
        buffer.AsSpan(0, answer.ReceivedBytes).SequenceEqual("answer"u8).ShouldBeTrue();
        answer.RemoteEndPoint.ShouldBe(router);
        return ((IPEndPoint)question.RemoteEndPoint).Address.ToString();
    }
}
