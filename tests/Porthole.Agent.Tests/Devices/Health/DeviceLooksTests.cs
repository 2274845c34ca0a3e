using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Devices.Health;

public sealed class DeviceLooksTests
{
    private readonly DeviceLooks _sut = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Next_NewForwards_EachAtOnceThenOneInTurnAtThePace()
    {
        _sut.Update([Forward("rtsp", 554), Forward("http", 80)]);
        Take().ShouldBe(["door/rtsp", "door/http"]);

        _now += DeviceLooks.Pace - TimeSpan.FromSeconds(1);
        Take().ShouldBeEmpty();
        _now += TimeSpan.FromSeconds(1);
        Take().ShouldBe(["door/http"]);
        _now += DeviceLooks.Pace;
        Take().ShouldBe(["door/rtsp"]);
    }

    [Fact]
    public void Next_AMinute_AtMostThreeConnectsHoweverManyPorts()
    {
        _sut.Update([.. Enumerable.Range(0, 20).Select(number => Forward($"port-{number}", 8000 + number))]);
        Take().Count.ShouldBe(20);
        var looks = 0;
        for (var second = 0; second < 600; second++)
        {
            _now += TimeSpan.FromSeconds(1);
            looks += Take().Count;
        }

        looks.ShouldBeInRange(20, 24);
    }

    [Fact]
    public void Next_UdpAndPendingForwards_AreNotConnectedTo()
    {
        _sut.Update([Forward("audio", 9000, Transport.Udp), Forward("rtsp", 554) with { State = ForwardState.Pending }]);

        Take().ShouldBeEmpty();
    }

    [Fact]
    public void Next_TargetChanged_IsAskedAtOnce()
    {
        _sut.Update([Forward("rtsp", 554)]);
        Take();
        var moved = Forward("rtsp", 554);

        _sut.Update([moved with { Wish = moved.Wish with { Address = IPAddress.Parse("192.168.1.77") } }]);

        _sut.Next(_now)!.Value.Target.ShouldBe(IPEndPoint.Parse("192.168.1.77:554"));
    }

    [Fact]
    public void Next_AfterSilence_AskedMoreOftenForAMinute()
    {
        _sut.Update([Forward("rtsp", 554)]);
        Take();
        var looks = 0;
        var patience = TimeSpan.FromSeconds(4);
        for (var step = 0; step < 120; step++)
        {
            _sut.Answered(isAnswer: false, _now);
            _now += DeviceLooks.PaceInDoubt + patience;
            looks += Take().Count;
        }

        looks.ShouldBeInRange(12 + 20, 12 + 24);
    }

    [Fact]
    public void NudgeIsDue_UdpAlone_OnceAMinute()
    {
        _sut.Update([Forward("audio", 9000, Transport.Udp)]);

        _sut.NudgeIsDue(_now).ShouldBeTrue();
        _sut.NudgeIsDue(_now + DeviceLooks.NudgePace - TimeSpan.FromSeconds(1)).ShouldBeFalse();
        _sut.NudgeIsDue(_now + DeviceLooks.NudgePace).ShouldBeTrue();
    }

    private List<string> Take()
    {
        var taken = new List<string>();
        while (_sut.Next(_now) is { } look) taken.Add(look.Forward);
        return taken;
    }

    private static ForwardSnapshot Forward(string name, int port, Transport transport = Transport.Tcp) => new()
    {
        Wish = new WishedForward
        {
            Id = $"door/{name}",
            Device = "Door",
            Name = name,
            Transport = transport,
            Address = IPAddress.Parse("192.168.1.20"),
            InternalPort = (ushort)port,
            ExternalPort = (ushort)port,
        },
        State = ForwardState.Failed,
        Held = Holding.Nothing,
    };
}
