using System.Collections.Immutable;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>What the registry answers to a change: the device as it stands now, or why nothing was changed.</summary>
internal sealed record RegistryAnswer
{
    /// <summary>The device; null after a refusal.</summary>
    public RegisteredDevice? Device { get; private init; }

    public RegistryRefusal? Refusal { get; private init; }

    public static implicit operator RegistryAnswer(RegisteredDevice device) => new() { Device = device };

    public static implicit operator RegistryAnswer(RegistryRefusal refusal) => new() { Refusal = refusal };
}

/// <summary>A change that was not made.</summary>
/// <param name="Reason">Why, for programs.</param>
/// <param name="Detail">Why and what to do, for people.</param>
internal sealed record RegistryRefusal(RegistryRefusalReason Reason, string Detail)
{
    /// <summary>Every mistake of what was sent; keys as in the device's document, for instance <c>Ports[0].Internal</c>.</summary>
    public ImmutableArray<SettingsError> Errors { get; init; } = [];
}

/// <summary>Why the registry does not make a change.</summary>
internal enum RegistryRefusalReason
{
    /// <summary>What was sent is wrong.</summary>
    Invalid,

    /// <summary>There is no such device.</summary>
    NotFound,

    /// <summary>The device stands in the settings file.</summary>
    Fixed,

    /// <summary><c>devices.json</c> holds mistakes and would be overwritten.</summary>
    FileIsBad,

    /// <summary>The disk did not take the change.</summary>
    NotSaved,
}

/// <summary>What an import may do when some of its devices are bad.</summary>
internal enum ImportMode
{
    /// <summary>Nothing is changed when any device is bad.</summary>
    AllOrNothing,

    /// <summary>The good ones are taken, the bad ones left out.</summary>
    SkipBad,

    /// <summary>Nothing is changed; the report says what would be.</summary>
    Check,
}

/// <summary>What an import did, device by device, in the order of what was sent.</summary>
internal sealed record ImportReport(ImmutableArray<ImportRow> Rows)
{
    public bool HasBad => Rows.Any(row => row.Outcome == ImportOutcome.Bad);

    public int Count(ImportOutcome outcome) => Rows.Count(row => row.Outcome == outcome);
}

/// <summary>One device of an import.</summary>
/// <param name="Name">Its name as it was sent.</param>
/// <param name="Outcome">What was done with it.</param>
/// <param name="Errors">Its mistakes, each as key and message; empty unless it is bad.</param>
internal sealed record ImportRow(string Name, ImportOutcome Outcome, ImmutableArray<ImportError> Errors);

/// <summary>One mistake of an imported device.</summary>
internal sealed record ImportError(string Key, string Message);

/// <summary>What an import did with one device.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(Status.KebabCaseConverter<ImportOutcome>))]
internal enum ImportOutcome
{
    Added,
    Changed,
    Unchanged,
    Bad,
}
