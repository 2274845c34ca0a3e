using System.Collections.Immutable;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>An import on its way into the registry: nothing is changed before all of it is known.</summary>
internal sealed class ImportBatch(ImmutableArray<DeviceSettings> @fixed, ImmutableArray<DeviceSettings> added)
{
    private readonly List<ImportRow> _rows = [];
    private readonly List<DeviceSettings> _devices = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public ImmutableArray<ImportRow> Rows => [.. _rows];

    /// <summary>The added devices with the good rows taken in: changed ones in their place, new ones at the end.</summary>
    public ImmutableArray<DeviceSettings> Added
    {
        get
        {
            var result = added.ToBuilder();
            for (var row = 0; row < _rows.Count; row++)
            {
                var place = added.IndexOf(Registered(_devices[row])!);
                if (_rows[row].Outcome == ImportOutcome.Added) result.Add(_devices[row]);
                else if (_rows[row].Outcome == ImportOutcome.Changed) result[place] = _devices[row];
            }

            return result.ToImmutable();
        }
    }

    /// <summary>Takes the next row.</summary>
    public void Take(DeviceSettings device, ImmutableArray<ImportError> mistakes)
    {
        _devices.Add(device);
        var id = ForwardId.Slug(device.Name);
        if (!mistakes.IsEmpty)
            Add(ImportOutcome.Bad, mistakes);
        else if (!_seen.Add(id))
            Add(ImportOutcome.Bad, [new ImportError("Name", "The name stands in the file already. Give each device a name of its own.")]);
        else if (@fixed.FirstOrDefault(other => ForwardId.Slug(other.Name) == id) is { } stone)
            Add(DeviceRegistry.AreSame(stone, device) ? ImportOutcome.Unchanged : ImportOutcome.Bad, DeviceRegistry.AreSame(stone, device) ? [] : [new ImportError("Name", "The device stands in the settings file, and otherwise. Change it there, or take it out of one of the two.")]);
        else if (Registered(device) is { } old)
            Add(DeviceRegistry.AreSame(old, device) ? ImportOutcome.Unchanged : ImportOutcome.Changed, []);
        else
            Add(ImportOutcome.Added, []);

        void Add(ImportOutcome outcome, ImmutableArray<ImportError> errors) => _rows.Add(new ImportRow(device.Name, outcome, errors));
    }

    /// <summary>Checks what concerns several devices at once; a row that is at fault becomes bad, until those left agree.</summary>
    public void CheckTogether()
    {
        while (true)
        {
            var errors = new List<SettingsError>();
            DeviceRules.Check(@fixed.AddRange(Added), errors);
            var byDevice = errors.Where(error => error.Device is not null).ToLookup(error => ForwardId.Slug(error.Device!));
            var wasBad = false;
            for (var row = 0; row < _rows.Count; row++)
            {
                var own = byDevice[ForwardId.Slug(_rows[row].Name)].ToList();
                if (own.Count == 0 || _rows[row].Outcome is not (ImportOutcome.Added or ImportOutcome.Changed)) continue;
                _rows[row] = _rows[row] with { Outcome = ImportOutcome.Bad, Errors = [.. own.Select(error => new ImportError(AfterIndex(error.Key), error.Message))] };
                wasBad = true;
            }

            if (!wasBad) return;
        }
    }

    // "Devices[3].Ports.http.External" is, within its row, "Ports.http.External".
    private static string AfterIndex(string key) => key[(key.IndexOf("].", StringComparison.Ordinal) + 2)..];

    private DeviceSettings? Registered(DeviceSettings device) =>
        added.FirstOrDefault(other => ForwardId.Slug(other.Name) == ForwardId.Slug(device.Name));
}
