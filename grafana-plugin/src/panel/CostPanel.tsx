import React from 'react';

export function CostPanel() {
  return <div>prorata</div>;
}
