using System.Collections.Immutable;

namespace Porthole.Relay.Tests;

public sealed class RelayOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreGood() => new RelayOptions().Validate().ShouldBeEmpty();

    [Fact]
    public void Validate_EverythingWrong_EachIsTold()
    {
        var options = new RelayOptions
        {
            AllowFrom = default,
            MaxConnections = 0,
            MaxConnectionsPerSource = -1,
            MaxConnectionsPerDevice = 100_001,
            ConnectionRatePerSource = 0,
            ConnectionBurstPerSource = 0,
            ConnectionRatePerDevice = 0,
            MaxFailuresPerSource = -1,
            FailureWindow = TimeSpan.Zero,
            BlockTime = TimeSpan.FromDays(31),
            MaxRememberedSources = 15,
            ConnectTimeout = TimeSpan.Zero,
            IdleTimeout = TimeSpan.FromSeconds(-1),
            HalfCloseTimeout = TimeSpan.Zero,
            WriteStallTimeout = TimeSpan.FromDays(2),
            DrainTimeout = TimeSpan.FromSeconds(-1),
            UdpUnansweredTimeout = TimeSpan.Zero,
            UdpSessionTimeout = TimeSpan.Zero,
        };

        var keys = options.Validate().Select(error => error.Key).Order();

        keys.ShouldBe(typeof(RelayOptions).GetProperties().Select(property => property.Name).Order());
    }

    [Fact]
    public void Validate_ZeroWhereZeroMeansNever_IsGood() =>
        new RelayOptions { MaxFailuresPerSource = 0, DrainTimeout = TimeSpan.Zero, AllowFrom = [] }.Validate().ShouldBe(ImmutableArray<RelayOptionError>.Empty);

    [Fact]
    public async Task Host_BadOptions_NamesTheKey()
    {
        Should.Throw<ArgumentException>(() => new RelayHost(new RelayOptions { MaxConnections = 0 }, TimeProvider.System)).Message
            .ShouldContain("MaxConnections: 0 is not between 1 and 100000");

        await using var host = new RelayHost(new RelayOptions(), TimeProvider.System);
        Should.Throw<ArgumentException>(() => host.Update(new RelayOptions { ConnectTimeout = TimeSpan.Zero })).Message.ShouldContain("ConnectTimeout");
    }
}
