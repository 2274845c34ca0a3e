using System.Net;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Devices.Identity;

/// <summary>What is concluded from what was seen.</summary>
public sealed class DeviceTrackerTests
{
    private const string Camera = "44:19:b6:00:00:20";
    private const string Stranger = "02:00:00:00:00:50";
    private static readonly IPAddress Gateway = IPAddress.Parse("192.168.1.1");
    private static readonly IPAddress Home = IPAddress.Parse("192.168.1.20");
    private static readonly IPAddress Away = IPAddress.Parse("192.168.1.77");
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Observe_ConfiguredMacAndAnother_DisplacedAtOnce()
    {
        var sut = Configured();

        sut.Observe(View((Home, Stranger)), Start);

        sut.Standing.ShouldBe(new DeviceStanding.Displaced(Home, Camera, Stranger, 1));
        sut.IsLost.ShouldBeTrue();
    }

    [Fact]
    public void Observe_NoEntry_NothingIsConcluded()
    {
        var sut = Configured();

        sut.Observe(View(), Start);

        sut.Standing.ShouldBeNull();
        sut.IsLost.ShouldBeFalse();
    }

    [Fact]
    public void Observe_RightMacReturns_OpenedOnlyAfterItHasStood()
    {
        var sut = Configured();
        sut.Observe(View((Home, Stranger)), Start);

        sut.Observe(View((Home, Camera)), Start);
        sut.Observe(View((Home, Camera)), Start + DeviceTracker.Settle - TimeSpan.FromTicks(1));
        sut.Standing.ShouldBeOfType<DeviceStanding.Displaced>();

        sut.Observe(View((Home, Camera)), Start + DeviceTracker.Settle);
        sut.Standing.ShouldBeNull();
    }

    [Fact]
    public void Observe_TwoMachinesQuarrel_StaysClosed()
    {
        var sut = Configured();
        for (var second = 0; second < 60; second += 4)
        {
            sut.Observe(View((Home, Stranger)), Start + TimeSpan.FromSeconds(second));
            sut.Observe(View((Home, Camera)), Start + TimeSpan.FromSeconds(second + 2));
            sut.Standing.ShouldBeOfType<DeviceStanding.Displaced>();
        }
    }

    [Fact]
    public void Contacted_FirstTimeWithoutConfiguredMac_LearnsIt()
    {
        var sut = Unconfigured();

        sut.Contacted(DeviceAnswer.Accepted, View((Home, Camera)), Start);

        sut.Mac.ShouldBe(Camera);
        sut.Memory.ShouldBe(new RememberedDevice(Home, Camera, Home));
    }

    [Fact]
    public void Contacted_ReplacedByHand_LearnsTheNewMacAndStaysOpen()
    {
        var sut = Unconfigured();
        sut.Contacted(DeviceAnswer.Accepted, View((Home, Camera)), Start);

        sut.Observe(View((Home, Stranger)), Start);
        sut.Standing.ShouldBeNull();
        sut.Contacted(DeviceAnswer.Accepted, View((Home, Stranger)), Start);

        sut.Standing.ShouldBeNull();
        sut.Mac.ShouldBe(Stranger);
    }

    [Fact]
    public void Contacted_RouterAnswersForIt_LearnsNothing()
    {
        var sut = Unconfigured();

        sut.Contacted(DeviceAnswer.Accepted, View((Gateway, Stranger), (Home, Stranger)), Start);

        sut.Mac.ShouldBeNull();
    }

    [Fact]
    public void Contacted_SeveralBehindOneMac_LearnsNothing()
    {
        var sut = Unconfigured();

        sut.Contacted(DeviceAnswer.Accepted, View((Home, Stranger), (Away, Stranger)), Start);

        sut.Mac.ShouldBeNull();
    }

    [Fact]
    public void Found_WhileItAnswersAtHome_NotFollowed()
    {
        var sut = Configured();
        sut.Contacted(DeviceAnswer.Accepted, View((Home, Camera), (Away, Camera)), Start);

        sut.Found(Away);

        sut.Current.ShouldBe(Home);
        sut.Standing.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Found_AfterSilence_FollowedAndHomeAgain(bool isConfigured)
    {
        var sut = isConfigured ? Configured() : Unconfigured();
        sut.Contacted(DeviceAnswer.Accepted, View((Home, Camera)), Start);
        sut.Doubt();
        sut.IsLost.ShouldBeTrue();

        sut.Found(Away);
        sut.Standing.ShouldBe(new DeviceStanding.Followed(Away, Camera, Home));
        sut.Memory.ShouldBe(new RememberedDevice(Home, Camera, Away));

        sut.Contacted(DeviceAnswer.Silent, View(), Start);
        sut.Found(Home);
        sut.Standing.ShouldBeNull();
    }

    [Fact]
    public void Observe_FollowedByLearnedMacAndAnotherTakesTheNewAddress_Displaced()
    {
        var sut = Unconfigured();
        sut.Contacted(DeviceAnswer.Accepted, View((Home, Camera)), Start);
        sut.Contacted(DeviceAnswer.Silent, View(), Start);
        sut.Found(Away);

        sut.Observe(View((Away, Stranger)), Start);

        // Nobody has ever written this address down: it is held for the right machine only.
        sut.Standing.ShouldBeOfType<DeviceStanding.Displaced>().Address.ShouldBe(Away);
    }

    [Fact]
    public void NotFound_Silent_MissingUntilItAnswers()
    {
        var sut = Configured();
        sut.Contacted(DeviceAnswer.Silent, View(), Start);

        sut.NotFound("Looked everywhere.");
        sut.Standing.ShouldBe(new DeviceStanding.Missing(Home, Camera, "Looked everywhere."));

        sut.Contacted(DeviceAnswer.Refused, View((Home, Camera)), Start);
        sut.Standing.ShouldBeNull();
    }

    [Fact]
    public void Candidates_RouterAndOldAddress_AreNone()
    {
        View((Gateway, Camera), (Away, Camera)).Candidates(Camera, Home).ShouldBeEmpty();
        View((Home, Camera), (Away, Camera)).Candidates(Camera, Home).ShouldBe([Away]);
    }

    [Fact]
    public void Observe_AnyHistory_NeverOpenWhileAnotherMacStands()
    {
        // Whatever happens in whatever order: with a configured MAC address, another one in the table always means closed.
        var random = new Random(20261121);
        for (var run = 0; run < 500; run++)
        {
            var sut = Configured();
            var now = Start;
            for (var step = 0; step < 40; step++)
            {
                now += TimeSpan.FromSeconds(random.Next(20));
                var seen = random.Next(3) switch { 0 => null, 1 => Camera, _ => Stranger };
                var view = seen is null ? View() : View((sut.Current, seen));
                switch (random.Next(5))
                {
                    case 0: sut.Contacted((DeviceAnswer)random.Next(4), view, now); break;
                    case 1: sut.Doubt(); break;
                    case 2: sut.NotFound("."); break;
                    case 3: sut.Found(random.Next(2) == 0 ? Home : Away); break;
                }

                view = seen is null ? View() : View((sut.Current, seen));
                sut.Observe(view, now);
                (seen == Stranger && sut.Standing is not DeviceStanding.Displaced).ShouldBeFalse();
            }
        }
    }

    private static DeviceTracker Configured() => new("Door", Home, Camera, remembered: null);

    private static DeviceTracker Unconfigured() => new("Door", Home, configuredMac: null, remembered: null);

    private static NeighbourView View(params (IPAddress Address, string Mac)[] entries) =>
        new([.. entries.Select(entry => new Neighbour(entry.Address, entry.Mac, "eth0"))], Gateway);
}
