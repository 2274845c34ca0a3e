using System.Collections.Immutable;

namespace Porthole.Relay;

public sealed partial record RelayOptions
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Every value that is out of its range; empty when all are good.</summary>
    public ImmutableArray<RelayOptionError> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<RelayOptionError>();

        Number(nameof(MaxConnections), MaxConnections, 1, 100_000);
        Number(nameof(MaxConnectionsPerSource), MaxConnectionsPerSource, 1, 100_000);
        Number(nameof(MaxConnectionsPerDevice), MaxConnectionsPerDevice, 1, 100_000);
        Number(nameof(ConnectionRatePerSource), ConnectionRatePerSource, 1, 100_000);
        Number(nameof(ConnectionBurstPerSource), ConnectionBurstPerSource, 1, 100_000);
        Number(nameof(ConnectionRatePerDevice), ConnectionRatePerDevice, 1, 100_000);
        Number(nameof(MaxFailuresPerSource), MaxFailuresPerSource, 0, 100_000);
        Number(nameof(MaxRememberedSources), MaxRememberedSources, 16, 1_000_000);
        Time(nameof(FailureWindow), FailureWindow, Day);
        Time(nameof(BlockTime), BlockTime, 30 * Day);
        Time(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMinutes(5));
        Time(nameof(IdleTimeout), IdleTimeout, 30 * Day);
        Time(nameof(HalfCloseTimeout), HalfCloseTimeout, Day);
        Time(nameof(WriteStallTimeout), WriteStallTimeout, Day);
        Time(nameof(UdpUnansweredTimeout), UdpUnansweredTimeout, Day);
        Time(nameof(UdpSessionTimeout), UdpSessionTimeout, Day);

        if (DrainTimeout < TimeSpan.Zero || DrainTimeout > TimeSpan.FromMinutes(5))
            errors.Add(new(nameof(DrainTimeout), $"{DrainTimeout} is not between 0 and 00:05:00"));
        if (AllowFrom.IsDefault)
            errors.Add(new(nameof(AllowFrom), "no list is given; an empty list allows nobody"));

        return errors.DrainToImmutable();

        void Number(string key, int value, int least, int most)
        {
            if (value < least || value > most)
                errors.Add(new(key, $"{value} is not between {least} and {most}"));
        }

        void Time(string key, TimeSpan value, TimeSpan most)
        {
            if (value <= TimeSpan.Zero || value > most)
                errors.Add(new(key, $"{value} is not above zero and up to {most}"));
        }
    }
}

/// <summary>A value of <see cref="RelayOptions"/> that is out of its range.</summary>
/// <param name="Key">The property's name.</param>
/// <param name="Message">The value and its range, without the name.</param>
public sealed record RelayOptionError(string Key, string Message);
