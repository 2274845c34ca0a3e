using System.Net;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Tests.Admission;

public sealed class AdmissionControlTests
{
    private const string Device = "front-door";

    private readonly ManualTime _time = new();
    private readonly List<string> _displaced = [];

    [Fact]
    public void TryEnter_OneSourceTooMany_IsSourceLimit()
    {
        var sut = Control(new RelayOptions { MaxConnectionsPerSource = 2 });
        var first = Enter(sut, "198.51.100.1");
        Enter(sut, "198.51.100.1");

        Refusal(sut, "198.51.100.1").ShouldBe(RelayRefusal.SourceLimit);
        Enter(sut, "198.51.100.2");

        sut.Leave(first, Verdict.Neutral);
        Enter(sut, "198.51.100.1");
    }

    [Fact]
    public void TryEnter_OneForADeviceTooMany_IsDeviceLimit()
    {
        var sut = Control(new RelayOptions { MaxConnectionsPerDevice = 2 });
        Enter(sut, "198.51.100.1");
        Enter(sut, "198.51.100.2");

        Refusal(sut, "198.51.100.3").ShouldBe(RelayRefusal.DeviceLimit);
        Enter(sut, "198.51.100.3", "yard");
    }

    [Fact]
    public void TryEnter_OneTooManyOfAll_IsTotalLimit()
    {
        var sut = Control(new RelayOptions { MaxConnections = 2 });
        Enter(sut, "198.51.100.1");
        Enter(sut, "198.51.100.2", "yard");

        Refusal(sut, "198.51.100.3", "gate").ShouldBe(RelayRefusal.TotalLimit);
    }

    [Fact]
    public void TryEnter_FasterThanTheSourceRate_IsSourceRateUntilTimeHasPassed()
    {
        var sut = Control(new RelayOptions { ConnectionBurstPerSource = 3, ConnectionRatePerSource = 2 });
        for (var i = 0; i < 3; i++)
            sut.Leave(Enter(sut, "198.51.100.1"), Verdict.Neutral);

        Refusal(sut, "198.51.100.1").ShouldBe(RelayRefusal.SourceRate);
        sut.Leave(Enter(sut, "198.51.100.2"), Verdict.Neutral);

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Enter(sut, "198.51.100.1");
    }

    [Fact]
    public void TryEnter_StrangersFasterThanTheDeviceRate_IsDeviceRateButNotForAKnownViewer()
    {
        var sut = Control(new RelayOptions { ConnectionRatePerDevice = 5 });
        sut.Leave(Enter(sut, "203.0.113.1"), Verdict.Served);
        for (var i = 0; i < 9; i++)
            sut.Leave(Enter(sut, $"198.51.100.{i}"), Verdict.Neutral);

        Refusal(sut, "198.51.100.100").ShouldBe(RelayRefusal.DeviceRate);
        Enter(sut, "203.0.113.1");
        Enter(sut, "198.51.100.100", "yard");

        _time.Advance(TimeSpan.FromSeconds(1));
        Enter(sut, "198.51.100.100");
    }

    [Fact]
    public void TryEnter_OldUnservedConnectionAtTheLimit_GivesItsPlace()
    {
        var sut = Control(new RelayOptions { MaxConnectionsPerDevice = 3 });
        var served = Enter(sut, "198.51.100.1");
        sut.Served(served);
        var oldest = Enter(sut, "198.51.100.2");
        _time.Advance(TimeSpan.FromSeconds(3));
        var younger = Enter(sut, "198.51.100.3");

        Refusal(sut, "198.51.100.4").ShouldBe(RelayRefusal.DeviceLimit);
        _time.Advance(TimeSpan.FromSeconds(2));
        Enter(sut, "198.51.100.4");

        _displaced.ShouldBe(["198.51.100.2"]);
        Refusal(sut, "198.51.100.5").ShouldBe(RelayRefusal.DeviceLimit);

        // The displaced one leaves when its sockets are closed; its place was given away before.
        sut.Leave(oldest, Verdict.Neutral);
        Refusal(sut, "198.51.100.5").ShouldBe(RelayRefusal.DeviceLimit);
        sut.Leave(younger, Verdict.Neutral);
        Enter(sut, "198.51.100.5");
        _displaced.Count.ShouldBe(1);
    }

    [Fact]
    public void TryEnter_DevicesSendToEverybody_NobodyIsDisplaced()
    {
        var sut = Control(new RelayOptions { MaxConnections = 2 });
        var tickets = new[] { Enter(sut, "198.51.100.1"), Enter(sut, "198.51.100.2") };
        foreach (var ticket in tickets)
            sut.Served(ticket);

        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(29));
            Refusal(sut, $"198.51.100.{100 + i}").ShouldBe(RelayRefusal.TotalLimit);
            foreach (var ticket in tickets)
                ticket.HeardFromDevice(TimeSpan.FromTicks(_time.GetTimestamp()));
        }

        _displaced.ShouldBeEmpty();
    }

    [Fact]
    public void TryEnter_ServedConnectionsFallSilent_TheLongestSilentGivesItsPlace()
    {
        var sut = Control(new RelayOptions { MaxConnections = 3 });
        var tickets = new[] { Enter(sut, "198.51.100.1"), Enter(sut, "198.51.100.2"), Enter(sut, "198.51.100.3") };
        for (var i = 0; i < 3; i++)
        {
            sut.Served(tickets[i]);
            // The second is the first to fall silent.
            tickets[i].HeardFromDevice(TimeSpan.FromSeconds(i == 1 ? 10 : 20));
        }

        _time.Advance(TimeSpan.FromSeconds(39));
        Refusal(sut, "198.51.100.4").ShouldBe(RelayRefusal.TotalLimit);
        _time.Advance(TimeSpan.FromSeconds(1));
        Enter(sut, "198.51.100.4");

        _displaced.ShouldBe(["198.51.100.2"]);
    }

    [Fact]
    public void TryEnter_TotalLimit_DisplacesTheOldestOfAnyDevice()
    {
        var sut = Control(new RelayOptions { MaxConnections = 2 });
        Enter(sut, "198.51.100.1", "yard");
        Enter(sut, "198.51.100.2");
        _time.Advance(TimeSpan.FromSeconds(5));

        Enter(sut, "198.51.100.3", "gate");

        _displaced.ShouldBe(["198.51.100.1"]);
    }

    [Fact]
    public void TryEnter_RefusedForItsRate_DisplacesNobody()
    {
        var sut = Control(new RelayOptions { MaxConnectionsPerDevice = 2, ConnectionRatePerDevice = 1 });
        Enter(sut, "198.51.100.1");
        Enter(sut, "198.51.100.2");
        _time.Advance(TimeSpan.FromSeconds(5));
        Enter(sut, "198.51.100.3");
        Enter(sut, "198.51.100.4");
        _displaced.Count.ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        Refusal(sut, "198.51.100.5").ShouldBe(RelayRefusal.DeviceLimit);
        _displaced.Count.ShouldBe(2);
    }

    [Fact]
    public void Leave_KeepsFailing_IsBlockedForTheBlockTime()
    {
        var sut = Control(new RelayOptions { MaxFailuresPerSource = 3 });
        Fail(sut, "198.51.100.1").ShouldBeFalse();
        Fail(sut, "198.51.100.1").ShouldBeFalse();
        Fail(sut, "198.51.100.1").ShouldBeTrue();

        Refusal(sut, "198.51.100.1").ShouldBe(RelayRefusal.Blocked);
        Enter(sut, "198.51.100.2");
        sut.Blocked().ShouldBe([new RelayBlock(IPAddress.Parse("198.51.100.1"), DateTimeOffset.UnixEpoch.AddMinutes(10))]);

        _time.Advance(TimeSpan.FromMinutes(10));
        sut.Blocked().ShouldBeEmpty();
        Enter(sut, "198.51.100.1");
    }

    [Fact]
    public void Leave_FailuresFarApart_AreForgotten()
    {
        var sut = Control(new RelayOptions { MaxFailuresPerSource = 3, FailureWindow = TimeSpan.FromMinutes(1) });
        for (var i = 0; i < 10; i++)
        {
            Fail(sut, "198.51.100.1").ShouldBeFalse();
            _time.Advance(TimeSpan.FromSeconds(31));
        }
    }

    [Fact]
    public void Leave_ServedInBetween_StartsTheCountAnew()
    {
        var sut = Control(new RelayOptions { MaxFailuresPerSource = 3 });
        Fail(sut, "198.51.100.1");
        Fail(sut, "198.51.100.1");
        sut.Leave(Enter(sut, "198.51.100.1"), Verdict.Served);

        Fail(sut, "198.51.100.1").ShouldBeFalse();
        Fail(sut, "198.51.100.1").ShouldBeFalse();
    }

    [Fact]
    public void Leave_ZeroFailuresAllowed_NeverBlocks()
    {
        var sut = Control(new RelayOptions { MaxFailuresPerSource = 0, ConnectionBurstPerSource = 1000, ConnectionRatePerDevice = 1000 });
        for (var i = 0; i < 500; i++)
            Fail(sut, "198.51.100.1").ShouldBeFalse();
    }

    [Fact]
    public void Unblock_BlockedSource_IsLetInAtOnce()
    {
        var sut = Control(new RelayOptions { MaxFailuresPerSource = 1 });
        Fail(sut, "2001:db8::1");

        sut.Unblock(IPAddress.Parse("2001:db8::2")).ShouldBeTrue();
        sut.Unblock(IPAddress.Parse("2001:db8::2")).ShouldBeFalse();
        Enter(sut, "2001:db8::1");
    }

    [Fact]
    public void TryEnter_NotAllowed_LeavesNoTrace()
    {
        var sut = Control(new RelayOptions { AllowFrom = [IPNetwork.Parse("198.51.100.0/24")], ConnectionBurstPerSource = 1 });
        for (var i = 0; i < 10; i++)
            Refusal(sut, "203.0.113.1").ShouldBe(RelayRefusal.NotAllowed);

        sut.Update(new RelayOptions { ConnectionBurstPerSource = 1 });
        Enter(sut, "203.0.113.1");
    }

    [Theory]
    [InlineData("198.51.100.1", true)]
    [InlineData("198.51.100.200", false)]
    [InlineData("203.0.113.1", false)]
    public void TryEnter_TwoLists_BothHaveToAllow(string source, bool expected)
    {
        var sut = Control(new RelayOptions { AllowFrom = [IPNetwork.Parse("198.51.100.0/24")] });
        var list = new AllowList([IPNetwork.Parse("198.51.100.0/25"), IPNetwork.Parse("203.0.113.0/24")]);

        (sut.TryEnter(SourceAddress.From(IPAddress.Parse(source)), Device, list, out _) is not null).ShouldBe(expected);
    }

    private AdmissionControl Control(RelayOptions options) => new(options, new RelayClock(_time));

    private Ticket Enter(AdmissionControl sut, string source, string device = Device)
    {
        var ticket = sut.TryEnter(SourceAddress.From(IPAddress.Parse(source)), device, routeAllowFrom: null, out var refusal);
        ticket.ShouldNotBeNull($"{source} was refused: {refusal}");
        ticket.Displace = () => _displaced.Add(source);
        return ticket;
    }

    private bool Fail(AdmissionControl sut, string source) => sut.Leave(Enter(sut, source), Verdict.Failing);

    private static RelayRefusal Refusal(AdmissionControl sut, string source, string device = Device)
    {
        sut.TryEnter(SourceAddress.From(IPAddress.Parse(source)), device, routeAllowFrom: null, out var refusal).ShouldBeNull();
        return refusal;
    }
}
