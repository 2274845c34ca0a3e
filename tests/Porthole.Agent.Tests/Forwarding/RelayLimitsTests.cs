using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Relay;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>The settings' section Relay and the relay's own options are the same list.</summary>
public sealed class RelayLimitsTests
{
    // Whether there is a relay at all is no limit of it.
    private static readonly PropertyInfo[] Limits = [.. typeof(RelaySettings).GetProperties().Where(property => property.Name != nameof(RelaySettings.Enabled))];

    [Fact]
    public void Settings_HaveEveryOptionOfTheRelay_WithItsDefault()
    {
        var options = RelayLimits.From(new RelaySettings());

        Limits.Select(property => property.Name).Order().ShouldBe(typeof(RelayOptions).GetProperties().Select(property => property.Name).Order());
        (options with { AllowFrom = default }).ShouldBe(new RelayOptions { AllowFrom = default });
        options.AllowFrom.ShouldBe(new RelayOptions().AllowFrom);
    }

    [Fact]
    public void Bounds_OfEverySetting_AreGoodForTheRelay()
    {
        foreach (var property in Limits)
        {
            foreach (var bound in Bounds(property))
            {
                var (settings, errors) = Read(property.Name, bound);

                errors.ShouldBeEmpty();
                RelayLimits.From(settings).Validate().ShouldBeEmpty($"{property.Name} {bound}");
            }
        }
    }

    [Fact]
    public void From_EverySetting_ArrivesInTheOptionOfItsName()
    {
        foreach (var property in Limits.Where(property => property.Name != nameof(RelaySettings.AllowFrom)))
        {
            var (settings, _) = Read(property.Name, Bounds(property).Last());

            var option = typeof(RelayOptions).GetProperty(property.Name)!;
            option.GetValue(RelayLimits.From(settings)).ShouldBe(property.GetValue(settings), property.Name);
            option.GetValue(RelayLimits.From(settings)).ShouldNotBe(option.GetValue(new RelayOptions()), property.Name);
        }
    }

    private static IEnumerable<string> Bounds(PropertyInfo property) =>
        property.GetCustomAttribute<NumberRangeAttribute>() is { } number ? [$"{number.Minimum}", $"{number.Maximum}"]
        : property.GetCustomAttribute<DurationRangeAttribute>() is { } duration ? [duration.Minimum, duration.Maximum]
        : property.Name == nameof(RelaySettings.AllowFrom) ? []
        : throw new InvalidOperationException($"{property.Name} has no range.");

    private static (RelaySettings Settings, ImmutableArray<SettingsError> Errors) Read(string key, string value)
    {
        var file = new Dictionary<string, string?> { [$"Porthole:Relay:{key}"] = value };
        var (settings, errors) = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(file).Build());
        return (settings.Relay, errors);
    }
}
